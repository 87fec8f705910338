/** What the program says when it is called without a command: from nothing to the first delivery. */
export const welcome = `teamt5-opencti puts every TeamT5 ThreatVision report and indicator bundle into
OpenCTI, once. Three steps from here to a running connector:

  1. teamt5-opencti init    writes .teamt5rc, asking for the two accounts
                            (or set the variables: teamt5-opencti config --help)
  2. teamt5-opencti auth    tries both accounts and says what is missing
  3. teamt5-opencti sync    delivers what is new, once; from cron, hourly:
                            7 * * * *  teamt5-opencti sync

teamt5-opencti --help lists all commands; each has its own --help with examples.
`;
