//! Servers in processes of their own, and the time that processors spent on them.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// What certificates and offers name; nobody asks there.
pub(crate) const BASE: &str = "https://certfill.example";

/// Ticks of the processor's clock in a second, as Linux tells processes.
const TICKS: f64 = 100.0;

/// Limits that one client with many connections does not meet.
pub(crate) const OPEN: &[&str] = &["--rate", "1000000/1000000", "--connections", "2000/2000"];

/// Runs the server that its arguments name and says its number; kills it when there is nothing more to read, which
/// is when the process that asked has ended, however it did.
const KEEPER: &str =
    r#"exec 3<&0; "$@" </dev/null 3<&- & echo $!; read -r _ <&3; kill -KILL $!; wait"#;

/// A server that was started by this process, and ends with it.
pub(crate) struct Instance {
    program: PathBuf,
    arguments: Vec<String>,
    pub(crate) address: SocketAddr,
    keeper: Child,
    process: u32,
}

/// Where a server keeps what it knows, besides its keys.
pub(crate) enum Place<'a> {
    /// A file in its folder.
    File,
    /// A database of PostgreSQL.
    Postgres(&'a str),
}

impl Instance {
    /// Starts one on this folder, with these words about limits; when it is back, the server answers.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start(
        program: &Path,
        data: &Path,
        place: &Place<'_>,
        limits: &[&str],
    ) -> Result<Self, String> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
        let address = free.map_err(|error| error.to_string())?;
        let world = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cert-server/specimen");
        let mut arguments: Vec<String> = limits.iter().map(|word| (*word).to_owned()).collect();
        let mut say = |name: &str, value: &str| arguments.extend([name, value].map(str::to_owned));
        say("--data", &data.display().to_string());
        say("--world", &world.display().to_string());
        say("--listen", &address.to_string());
        say("--public-url", BASE);
        say("--log", "off");
        if let Place::Postgres(url) = place {
            say("--database", url);
        }
        let (keeper, process) = begin(program, &arguments)?;
        Ok(Self { program: program.to_owned(), arguments, address, keeper, process })
    }

    /// Kills it as a power cut does, and starts it again at the same address.
    ///
    /// # Errors
    /// When it does not come back.
    pub(crate) fn kill_and_start(&mut self) -> Result<(), String> {
        self.end();
        (self.keeper, self.process) = begin(&self.program, &self.arguments)?;
        Ok(())
    }

    /// Seconds that processors have spent on it.
    pub(crate) fn seconds(&self) -> f64 {
        seconds_of(self.process)
    }

    /// Megabytes of memory that it holds, and the most that it ever held.
    pub(crate) fn memory(&self) -> Option<(f64, f64)> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.process)).ok()?;
        let of = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
            Some(kilobytes / 1024.0)
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }

    fn end(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.end();
    }
}

fn begin(program: &Path, arguments: &[String]) -> Result<(Child, u32), String> {
    let mut keeper = Command::new("sh")
        .args(["-c", KEEPER, "sh"])
        .arg(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let (mut process, mut said) = (String::new(), String::new());
    if let Some(output) = keeper.stdout.take() {
        let mut output = BufReader::new(output);
        let _ = output.read_line(&mut process).and_then(|_| output.read_line(&mut said));
    }
    match process.trim_end().parse() {
        Ok(process) if said.contains("is listening") => Ok((keeper, process)),
        _ => {
            drop(keeper.stdin.take());
            let _ = keeper.wait();
            Err(format!("{} did not start", program.display()))
        }
    }
}

/// Seconds that processors have spent on this process.
fn seconds_of(process: u32) -> f64 {
    let (own, _) = times(&format!("/proc/{process}/stat")).unwrap_or_default();
    own
}

/// Seconds that processors have spent on this thread.
pub(crate) fn seconds_of_thread() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.unwrap_or(f64::NAN) / 1e9
}

/// Seconds of a PostgreSQL: those of its processes, and of those that have ended.
pub(crate) fn seconds_of_postgres(folder: &Path) -> f64 {
    let first = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
    let first = first.lines().next().unwrap_or_default().to_owned();
    let (own, ended) = times(&format!("/proc/{first}/stat")).unwrap_or_default();
    let mut sum = own + ended;
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let place = entry.path().join("stat");
        let text = fs::read_to_string(&place).unwrap_or_default();
        let parent = text.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1));
        if parent == Some(first.as_str()) {
            sum += times(&place.display().to_string()).unwrap_or_default().0;
        }
    }
    sum
}

/// The seconds of a process itself, and of its children that have ended.
fn times(stat: &str) -> Option<(f64, f64)> {
    let text = fs::read_to_string(stat).ok()?;
    let (_, rest) = text.rsplit_once(") ")?;
    let numbers: Vec<f64> =
        rest.split(' ').map(|number| number.parse().unwrap_or_default()).collect();
    let sum = |from: usize| Some((numbers.get(from)? + numbers.get(from + 1)?) / TICKS);
    // Fields 14 to 17 of proc(5); the first two are behind us.
    Some((sum(11)?, sum(13)?))
}
