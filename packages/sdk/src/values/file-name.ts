// File names that look like domains. More and more file extensions are also top-level domains (zip, py, sh, md, mov, ai,
// app), and every dotted name could be either. The list is of extensions one meets in security data; a name ending in
// one of them counts as a file unless something else says that it is a host (a scheme, an address beside it, `www.`).

const FILE_EXTENSIONS: ReadonlySet<string> = new Set(
  `7z a accdb apk app asar asp aspx ax back bak bat bin bmp bz2 cab cdr cer cfg chm class cmd conf cpl cpp crt cs css
  csv dat data db deb dex dir dll dmg dmp doc docb docm docx dot dotm dotx drv dylib elf eml eps evt evtx exe flv fon gif
  go gz hlp hpp hta htm html ico icl inc inf ini ins iqy iso jar java jpeg jpg js jse json jsp jspx key ko ksh lnk log
  lua m3u md mdb mht mkv mov mp3 mp4 mpg msc msg msi msix msp msu mui nls nsf nse ocx odt ole one ova ovf pages pdb
  pdf pem pf pfx php php5 pif pkg pl plist pls pm png ppam pps ppt pptm pptx prx ps ps1 psd psd1 psm1 pst pub py pyc
  pyd pyo pyw qcow2 rar rb reg rels rpm rs rtf sample scf scr sct sed settingcontent-ms sh shs slk so sol sql sqlite
  swf sys tar tgz tif tiff tmp torrent ts ttf txt url vb vbe vbs vdi vhd vhdx vmdk wav wim wll wmv wpl ws wsc wsf wsh
  xap xla xlam xll xls xlsb xlsm xlsx xlt xml xpi xsl xz yaml yar yara yml z zip zipx zsh`.split(/\s+/),
);

/** Whether a last label is an extension one meets on files. */
export function isFileExtension(label: string): boolean {
  return FILE_EXTENSIONS.has(label.toLowerCase());
}

/** Whether a dotted name reads as a file's (`setup.py`, `report.final.zip`) rather than a host's. */
export function isFileLikeName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot >= 0 && isFileExtension(name.slice(dot + 1)) && !/^www\d?\./i.test(name);
}
