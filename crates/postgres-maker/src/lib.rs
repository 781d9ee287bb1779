//! A PostgreSQL for tests and benchmarks: from the machine's packages, in a folder of its own, reached through a
//! socket in that folder and no network. It ends with the process that asked for it, however that ends.

use std::{
    ffi::OsStr,
    fs,
    io::{self, BufRead, BufReader, Write},
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};

/// Whose account a server runs under that may not run as root: Debian's.
const ACCOUNT: &str = "postgres";

/// How often a start after a kill is tried, every tenth of a second.
const STARTS: u32 = 100;

/// Starts the server whenever a line asks for it; at the end of its input, which is the end of the process that
/// asked, it stops the server and takes everything away; a signal to all of them does not keep it from that. `$1` is the folder, `$2` the program, `$3` the options.
const KEEPER: &str = r#"trap '' TERM INT HUP; folder=$1; control=$2; options=$3
while read -r _; do
  "$control" -D "$folder/data" -l "$folder/log" -o "$options" -w -t 60 start >/dev/null 2>&1 && echo ready || echo failed
done
"$control" -D "$folder/data" -m immediate stop >/dev/null 2>&1; rm -rf "$folder""#;

/// How careful the server is with what it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// As an operator has it: what is committed is on the disk.
    Full,
    /// Nothing outlives the machine's power; tests are quicker.
    None,
}

/// A PostgreSQL at work. Dropped, it is gone with its folder.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    keeper: Child,
    /// What the keeper says.
    said: BufReader<ChildStdout>,
}

impl Cluster {
    /// Makes and starts one.
    ///
    /// # Errors
    /// Says what is missing: the programs, the account that it runs under, or a start.
    pub fn start(care: Care) -> io::Result<Self> {
        let programs = programs().ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::NotFound,
                "no PostgreSQL: install the package postgresql (version 15 or newer)",
            )
        })?;
        let folder = folder()?;
        let data = folder.join("data");
        let made = as_account(programs.join("initdb"))
            .args([
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--username=certfill",
            ])
            .arg("--pgdata")
            .arg(&data)
            .stdout(Stdio::null())
            .output()?;
        if !made.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        let mut keeper = keeper(&programs, &folder, care)?;
        let said = keeper.stdout.take().map(BufReader::new);
        let said = said.ok_or_else(|| io::Error::other("nothing to listen to"))?;
        let mut cluster = Self { folder, keeper, said };
        cluster.begin()?;
        Ok(cluster)
    }

    /// The address of a database in it.
    pub fn address(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user=certfill", self.folder.display())
    }

    /// Kills it as a machine that loses power does, and starts it again on the same files.
    ///
    /// # Errors
    /// When it does not come back.
    pub fn kill_and_start(&mut self) -> io::Result<()> {
        let first = fs::read_to_string(self.folder.join("data/postmaster.pid"))?;
        let process = first.lines().next().unwrap_or_default().to_owned();
        let killed = as_account("kill").args(["-KILL", &process]).status()?;
        if !killed.success() {
            return Err(io::Error::other("it could not be killed"));
        }
        // A start is refused until the last of its children has noticed.
        let mut last = io::Error::other("it did not come back");
        for _ in 0..STARTS {
            match self.begin() {
                Ok(()) => return Ok(()),
                Err(error) => last = error,
            }
            thread::sleep(Duration::from_millis(100));
        }
        Err(last)
    }

    /// Has the keeper start the server, and waits until it takes connections.
    fn begin(&mut self) -> io::Result<()> {
        if let Some(input) = &mut self.keeper.stdin {
            input.write_all(b"start\n")?;
        }
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        if line.trim_end() == "ready" {
            return Ok(());
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(io::Error::other(format!("PostgreSQL did not start: {log}")))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// A shell that starts the server, and ends it when this process ends.
fn keeper(programs: &Path, folder: &Path, care: Care) -> io::Result<Child> {
    let mut options = format!("-k {}", folder.display());
    for setting in
        ["listen_addresses=", "max_connections=400", "shared_buffers=256MB", "max_wal_size=4GB"]
    {
        options.push_str(&format!(" -c {setting}"));
    }
    if care == Care::None {
        options.push_str(" -c fsync=off -c synchronous_commit=off -c full_page_writes=off");
    }
    let mut keeper = as_account("sh");
    keeper.args(["-c", KEEPER, "sh"]).arg(folder).arg(programs.join("pg_ctl")).arg(options);
    keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()
}

/// A new folder for the account; its path is short, because that of a socket may not have over 107 bytes.
fn folder() -> io::Result<PathBuf> {
    let base = std::env::temp_dir();
    for number in 0..10_000_u32 {
        let folder = base.join(format!("certfill-pg-{}-{number}", std::process::id()));
        match fs::create_dir(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error),
        }
        if is_root() {
            chown(&folder, Some(id_of_account()?), None)?;
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        return Ok(folder);
    }
    Err(io::Error::other("no free folder"))
}

/// A program under an account that may run PostgreSQL: ours, unless that is root's.
fn as_account(name: impl AsRef<OsStr>) -> Command {
    if !is_root() {
        return Command::new(name);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", ACCOUNT, "--"]).arg(name);
    // It may not be allowed to stand where we stand.
    command.current_dir("/");
    command
}

fn said(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn is_root() -> bool {
    said("id", &["-u"]).as_deref() == Some("0")
}

fn id_of_account() -> io::Result<u32> {
    let id = said("id", &["-u", ACCOUNT]).and_then(|id| id.parse().ok());
    id.ok_or_else(|| {
        io::Error::other(format!("there is no account {ACCOUNT}, and root may not run PostgreSQL"))
    })
}

/// Whether the programs are on this machine.
pub fn is_installed() -> bool {
    programs().is_some()
}

/// The folder of the newest installed version: where `PATH` has one, or where Debian puts them.
pub fn programs() -> Option<PathBuf> {
    let listed = std::env::var_os("PATH")?;
    let mut folders: Vec<PathBuf> = std::env::split_paths(&listed).collect();
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    folders.extend(versions.into_iter().rev().map(|(_, folder)| folder));
    let found = folders
        .into_iter()
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())?;
    // What stands on PATH may be links; the other programs lie where they lead.
    let real = fs::canonicalize(found.join("initdb")).ok()?;
    real.parent().map(Path::to_owned)
}
