//! The specimen shop of `cargo xtask run`: a business's own server on a second origin, which ends with the
//! city's.

use std::os::unix::process::parent_id;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::steps::{Result, program, root, target_dir};

/// How often it is looked whether the city's server is still there.
const GLANCE: Duration = Duration::from_millis(500);

/// Where things of the shop are.
struct Places {
    data: PathBuf,
    card: PathBuf,
    roots: PathBuf,
}

impl Places {
    fn of(data: &Path) -> Self {
        let data = data.join("shop");
        Self { card: data.join("card.json"), roots: data.join("city-roots.json"), data }
    }
}

/// Lets city and shop write down who they are, so that each knows the other when it starts. Gives back the card.
///
/// # Errors
/// When the server cannot say it, or it cannot be written.
pub(crate) fn introduce(data: &Path, shop_port: u16) -> Result<PathBuf> {
    let places = Places::of(data);
    std::fs::create_dir_all(&places.data).map_err(|e| format!("{}: {e}", places.data.display()))?;
    let own = format!("http://127.0.0.1:{shop_port}");
    let mut card = server();
    card.arg("--office").arg(office()).args(["--public-url", &own, "--data"]).arg(&places.data);
    printed(card.arg("--print-card"), &places.card)?;
    printed(server().arg("--data").arg(data).arg("--print-roots"), &places.roots)?;
    Ok(places.card)
}

fn printed(command: &mut Command, to: &Path) -> Result<()> {
    let said = command.output().map_err(|e| format!("cert-server: {e}"))?;
    if !said.status.success() {
        return Err(String::from_utf8_lossy(&said.stderr).trim().to_owned());
    }
    std::fs::write(to, said.stdout).map_err(|e| format!("{}: {e}", to.display()))
}

fn server() -> Command {
    program(target_dir().join("debug/cert-server"))
}

fn office() -> PathBuf {
    root().join("crates/cert-server/specimen/shop/office.json")
}

/// Runs the shop for as long as the server that started us runs.
///
/// # Errors
/// When it cannot be started, or ends by itself.
pub(crate) fn serve(city_port: u16, shop_port: u16, data: &Path) -> Result<()> {
    let (city, places) = (parent_id(), Places::of(data));
    let wallet = format!("http://127.0.0.1:{city_port}");
    let (own, listen) = (format!("http://127.0.0.1:{shop_port}"), format!("127.0.0.1:{shop_port}"));
    let mut command = server();
    command.arg("--office").arg(office()).args(["--wallet", &wallet, "--trust-list"]);
    command.arg(format!("{wallet}/trust/list")).arg("--trust-roots").arg(&places.roots);
    command.args(["--site", "crates/cert-server/specimen/shop/site", "--site", "/certfill=pkg"]);
    command.args(["--listen", &listen, "--public-url", &own, "--data"]).arg(&places.data);
    let mut shop =
        command.stdout(Stdio::null()).spawn().map_err(|e| format!("cert-server: {e}"))?;
    while parent_id() == city {
        if let Ok(Some(ended)) = shop.try_wait() {
            return Err(format!("the specimen shop ended with {ended}"));
        }
        std::thread::sleep(GLANCE);
    }
    let _ = shop.kill();
    let _ = shop.wait();
    Ok(())
}
