export { enumerateDisks } from './srvsvc/disks.ts';
export { getFileSecurity, setFileSecurity } from './srvsvc/file-security.ts';
export { srvsvc } from './srvsvc/interface.ts';
export { closeOpenFile, enumerateOpenFiles, type OpenFile } from './srvsvc/open-files.ts';
export { getRemoteTime, type RemoteTime } from './srvsvc/remote-time.ts';
export { getServerInfo, type ServerInfo, serverType } from './srvsvc/server-info.ts';
export type { Share, ShareLevel, ShareSettings } from './srvsvc/share.ts';
export { shareType } from './srvsvc/share.ts';
export { addShare, deleteShare, enumerateShares, getShareInfo, setShareInfo } from './srvsvc/shares.ts';
