import { type RefObject, useEffect, useState } from 'react';

/** True from the moment the element was in view for a little while; scrolling past does not count. */
export function useWasInView(ref: RefObject<Element | null>): boolean {
  const [was, setWas] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || was) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const observer = new IntersectionObserver(([entry]) => {
      if (timer !== null) clearTimeout(timer);
      timer = entry?.isIntersecting ? setTimeout(() => setWas(true), 150) : null;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      if (timer !== null) clearTimeout(timer);
    };
  }, [ref, was]);
  return was;
}
