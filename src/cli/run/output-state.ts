/** File name (without extension) of the cursor that `sync --output <dir>` keeps in that directory. */
export const outputStateName = '.teamt5-opencti';
