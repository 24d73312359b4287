; Inno Setup: an installer for Windows. UNTESTED: written for a builder that has Windows.
;
;   .venv\Scripts\python -m PyInstaller --noconfirm packaging\sharewatch.spec
;   iscc /DVersion=0.1.0 packaging\windows\sharewatch.iss
;
; Installs for the user alone, so that no administrator is needed.

#ifndef Version
  #error Say which version: iscc /DVersion=...
#endif

[Setup]
AppId={{5B0C6F0E-6C0B-4C3B-9C55-6B1F0B8B6F43}
AppName=Sharewatch
AppVersion={#Version}
AppPublisher=The Sharewatch contributors
DefaultDirName={autopf}\Sharewatch
DisableProgramGroupPage=yes
LicenseFile=..\..\LICENSE
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
OutputDir=..\..\dist
OutputBaseFilename=sharewatch-{#Version}-setup
Compression=lzma2
SolidCompression=yes
UninstallDisplayIcon={app}\sharewatch.exe
CloseApplications=yes

[Files]
Source: "..\..\dist\sharewatch\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\Sharewatch"; Filename: "{app}\sharewatch.exe"

[Run]
Filename: "{app}\sharewatch.exe"; Description: "Start Sharewatch"; Flags: nowait postinstall skipifsilent
