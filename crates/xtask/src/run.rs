//! `cargo xtask run`: from a fresh clone to a page that can be used, with one command.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream};
use std::os::unix::process::{CommandExt as _, parent_id};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::args::RunOptions;
use crate::steps::{Result, Steps, cargo, program, root, target_dir, which};
use crate::{run_desk, run_shop, tools, web};

/// A server on a slow disk that makes its keys; more than that is a hang.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sets up, builds, starts and opens; does not return when all goes well.
///
/// # Errors
/// Names the step that failed and says what to do.
pub(crate) fn run(steps: &mut Steps, options: &RunOptions) -> Result<()> {
    let shop_port = options.shop_port.unwrap_or(options.port.saturating_add(1));
    free_port(options.port, "--port 8090")?;
    free_port(shop_port, "--shop-port 8091")?;
    let desk_port = run_desk::port(shop_port);
    free_port(desk_port, "--shop-port 8091")?;
    tools::for_a_start(steps)?;
    // Beside the app, whose linker works on one core for a minute. Not optimised, except for its
    // cryptography (Cargo.toml): that is compiled in half the time, and this server has one guest.
    println!("▸ server and web-build (cargo), beside the next steps …");
    let both = ["build", "-q", "-p", "web-build", "-p", "cert-server"];
    let server = Beside::start(&mut cargo(&both))?;
    web::app(steps, web::Care::Start)?;
    steps.step("server (cargo, the rest of it)", || server.finish())?;
    let data = root().join(&options.data);
    if options.fresh {
        set_aside(&data)?;
    }
    std::fs::create_dir_all(&data).map_err(|e| format!("{}: {e}", data.display()))?;
    let card = run_shop::introduce(&data, shop_port)?;
    run_desk::add_the_clerk(&data)?;
    println!("\n{}\n", steps.table());

    // The server takes this process's place, so that Ctrl-C and `kill` reach it and nothing is
    // left behind; somebody else has to say when it answers.
    let me = std::env::current_exe().map_err(|e| e.to_string())?;
    let open = if options.open { "open" } else { "stay" };
    let (port, shop) = (options.port.to_string(), shop_port.to_string());
    let announcer = Command::new(&me).args(["announce", &port, &shop, open]).spawn();
    drop(announcer.map_err(|e| format!("announcer: {e}"))?);
    let shop = Command::new(me).args(["shop", &port, &shop]).arg(&data).spawn();
    drop(shop.map_err(|e| format!("shop: {e}"))?);
    let problem = Command::new(target_dir().join("debug/cert-server"))
        .current_dir(root())
        .args(["--listen", &address(options.port).to_string(), "--database"])
        .arg(data.join("certfill.sqlite"))
        .arg("--app")
        .arg(web::dist())
        .arg("--world")
        .arg(root().join("crates/cert-server/specimen"))
        .arg("--business")
        .arg(card)
        .args(["--desk", &address(desk_port).to_string()])
        .args(run_desk::package())
        .stdin(Stdio::null())
        .exec();
    Err(format!("cert-server: {problem}"))
}

/// A program that runs beside the steps; it ends with us when a step fails.
struct Beside(Child);

impl Beside {
    fn start(command: &mut Command) -> Result<Self> {
        command.spawn().map(Self).map_err(|problem| format!("cargo: {problem}"))
    }

    fn finish(mut self) -> Result<()> {
        let status = self.0.wait().map_err(|problem| format!("cargo: {problem}"))?;
        if status.success() { Ok(()) } else { Err(format!("cargo ended with {status}")) }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until the server that started us answers, says where, and opens the browser.
///
/// # Errors
/// When it does not answer in time. When it has ended, its own message is enough.
pub(crate) fn announce(port: u16, shop: u16, open_browser: bool) -> Result<()> {
    let (server, begun) = (parent_id(), Instant::now());
    while !healthy(port) {
        if parent_id() != server {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err(format!("cert-server did not answer within {} s", PATIENCE.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let address = format!("http://127.0.0.1:{port}");
    println!("\n  ┌{}┐", "─".repeat(60));
    println!("  │  {:<58}│", format!("Certfill is open at   {address}/"));
    println!("  │  {:<58}│", format!("Get certificates at   {address}/specimen"));
    let (shop_port, shop) = (shop, format!("http://127.0.0.1:{shop}/"));
    println!("  │  {:<58}│", format!("A shop that asks is at {shop}"));
    for line in run_desk::told(run_desk::port(shop_port)) {
        println!("  │  {line:<58}│");
    }
    println!("  └{}┘", "─".repeat(60));
    println!("  Everybody in it is invented (示例 SPECIMEN). Ctrl-C stops it.\n");
    if open_browser {
        open(&address);
    }
    Ok(())
}

fn free_port(port: u16, another: &str) -> Result<()> {
    TcpListener::bind(address(port)).map(drop).map_err(|error| {
        format!("port {port} cannot be used ({error}); choose another: cargo xtask run {another}")
    })
}

fn address(port: u16) -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)
}

/// Someone's filings may be in there: the old folder gets a new name and stays.
fn set_aside(data: &Path) -> Result<()> {
    if !data.exists() {
        return Ok(());
    }
    for number in 1.. {
        let old = data.with_extension(format!("old-{number}"));
        if !old.exists() {
            println!("  --fresh: the old data is now in {}", old.display());
            return std::fs::rename(data, &old).map_err(|e| format!("{}: {e}", data.display()));
        }
    }
    Ok(())
}

fn healthy(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(address(port)) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let request =
        format!("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut answer = [0; 12];
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && &answer == b"HTTP/1.1 200"
}

/// Tries; where there is no screen the printed address is enough.
fn open(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let screen = cfg!(target_os = "macos")
        || std::env::var_os("DISPLAY").is_some()
        || std::env::var_os("WAYLAND_DISPLAY").is_some();
    if screen && which(opener).is_some() {
        let quiet =
            program(opener).arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        drop(quiet);
    }
}
