@echo off
rem ATLAS's launcher on Windows; the file atlas beside it says what each step is for.
setlocal EnableExtensions EnableDelayedExpansion
set "root=%~dp0"
if "%root:~-1%"=="\" set "root=%root:~0,-1%"
set "target=%root%\server\target"
set "jar=%target%\server-1.0.0.jar"

if defined JAVA_HOME (set "java=%JAVA_HOME%\bin\java.exe") else (set "java=java.exe")
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo atlas: no java was found; install a JDK 17 or newer, or set JAVA_HOME. 1>&2
  exit /b 1
)
set "version=17"
for /f "tokens=3" %%v in ('"%java%" -version 2^>^&1 ^| findstr /i "version"') do set "version=%%~v"
for /f "delims=.-+ tokens=1" %%f in ("%version%") do set "feature=%%f"
if %feature% LSS 17 (
  echo atlas: Java %version% is too old; install a JDK 17 or newer, or set JAVA_HOME. 1>&2
  exit /b 1
)

if exist "%jar%" if exist "%target%\atlas.built" goto built
rem A client that starts the server has no patience for a build.
if "%~1"=="" (
  echo atlas: not built yet; run atlas demo first, in %root%. 1>&2
  exit /b 1
)
where mvn >nul 2>&1
if errorlevel 1 (
  echo atlas: Maven is needed to build it; install it, or put mvn on the PATH. 1>&2
  exit /b 1
)
echo atlas: building ^(the first time downloads about 160 MB of libraries and PostgreSQL^) ... 1>&2
pushd "%root%"
call mvn -q -B -Pfast package 1>&2
set "failed=%errorlevel%"
popd
if not "%failed%"=="0" (
  echo atlas: the build failed; what Maven said is above. 1>&2
  exit /b 1
)
type nul > "%target%\atlas.built"

:built
set "options=-XX:+UseSerialGC -Djdk.console=java.base -Xshare:auto -Xlog:disable -Xlog:all=error:stderr"
if %feature% GEQ 24 set "options=%options% --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
if %feature% GEQ 25 (set "cache=%target%\atlas-%version%.aot") else (set "cache=%target%\atlas-%version%.jsa")
if not "%~1"=="" if not exist "%cache%" (
  if %feature% GEQ 25 (set "make=-XX:AOTCacheOutput=%cache%") else (set "make=-XX:ArchiveClassesAtExit=%cache%")
  "%java%" -XX:TieredStopAtLevel=1 %options% "!make!" -cp "%jar%" atlas.server.Rehearsal >nul 2>&1
)
if exist "%cache%" (
  if %feature% GEQ 25 (set "options=%options% -XX:AOTCache=%cache%") else (set "options=%options% -XX:SharedArchiveFile=%cache%")
)
rem A server lives long, so it is worth the second compiler; everything else soon ends.
if not "%~1"=="" if not "%~1"=="serve" set "options=-XX:TieredStopAtLevel=1 %options%"
if "%~1"=="" if %feature% GEQ 25 set "options=-XX:TieredStopAtLevel=1 %options%"
if "%~1"=="" if %feature% LSS 25 set "options=-XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=5000 -XX:Tier4CompileThreshold=40000 -XX:Tier4BackEdgeThreshold=200000 %options%"
"%java%" %options% %ATLAS_JAVA_OPTS% "-Datlas.launcher=%root%\atlas.cmd" -cp "%jar%" atlas.server.Main %*
exit /b %errorlevel%
