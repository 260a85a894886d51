// Words that stand in messages where names of users and hosts do, and are none.

/** Words that follow `user` or `for` in sentences and are not names. */
export const PHRASE_WORDS: ReadonlySet<string> = new Set(
  `a account accounts action activity added agent all an and any application are as at attempt attempts auth authenticated
  authentication authorization be been but by can cannot change changed client closed command connected connection console
  control could created credentials data defined deleted denied did disabled disconnected does domain due entry error expired
  failed failure failures for from group groups had has have host id identity if in incorrect info information input
  interaction interface invalid is it its limit list local locked logged login logins logoff logon logout lookup machine
  management manager mode module name names new no not null object of on or out password permission permissions policy port
  privilege profile reason rejected remote removed request requested requests role roles root_login ruser service session
  set setting settings space status successful successfully that the this through timeout timed to token tried type
  unauthorized unknown unlocked unsuccessful update updated user username users using via was were when which while who will
  with within without method authenticator ssh2 ssh connecting behavior behaviour details data experience safety feedback
  factors authorized compromised vulnerable provides becomes tries looking see being over same some time details agent
  profiles accounts credentials rights home files context`.split(/\s+/),
);

/** Terminals, ports and network interfaces stand where hosts do. */
const INTERFACE =
  /^(?:vty|tty|pts|con|aux|console|vlan|port|eth|ethernet|gi|te|fa|hu|po|ge|xe|et|lo|bond|eno|ens|gigabit\w*|tengig\w*|serial|tunnel|wan|lan|mgmt|interface|line|conn_id|session)[\d/._-]*$/i;

/** Whether a word can be a machine's name. */
export function isHostWord(name: string): boolean {
  return (
    !INTERFACE.test(name) &&
    !PHRASE_WORDS.has(name.toLowerCase()) &&
    !/^(?:localhost|from|client|server|port|pid|tid|line)$/i.test(name)
  );
}
