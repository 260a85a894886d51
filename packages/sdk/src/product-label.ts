/**
 * Vendor and product as one name for people: `Microsoft Sentinel` and not `Microsoft Microsoft Sentinel`, `Okta` and not
 * `Okta Okta`. Empty when neither is known.
 */
export function productLabel(vendor: string, product: string): string {
  if (vendor === '') return product;
  return product === '' || product.toLowerCase().startsWith(vendor.toLowerCase())
    ? product || vendor
    : `${vendor} ${product}`;
}
