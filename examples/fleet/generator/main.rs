//! Writes the reports of a fleet, with a few troubles planted in it:
//!
//! ```sh
//! fleet DIR [REPORTS]
//! ```
//!
//! Ten thousand processes do not fit on a machine. So this one brings itself into each state that a
//! process of the fleet is in, with real threads, and collects a real report of it; the JSON view
//! writes that report once for each process, with the host, service, times and options of that
//! process. Each goes to `DIR/HOST/SERVICE.json`; `DIR/planted.csv` says what is to be found. The
//! same number of reports has the same troubles in the same places. DIR must not exist, and is for
//! whoever runs this only.

mod plan;
mod scenes;
mod service;
mod variation;

use plan::{Process, Scene};
use scenes::Scenes;
use std::env;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;

const USAGE: &str = "usage: fleet DIR [REPORTS]";
const REPORTS: usize = 10_000;

#[gmr::main]
fn main() -> ExitCode {
    LazyLock::force(&service::CONFIG);
    let Some((folder, reports)) = arguments() else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    match write_fleet(&folder, reports) {
        Ok(bytes) => {
            println!("{reports} reports, {} MB", bytes / 1_000_000);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("fleet: {}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Option<(PathBuf, usize)> {
    let mut arguments = env::args_os().skip(1);
    let folder = arguments.next().filter(|folder| !folder.to_string_lossy().starts_with("--"))?;
    let reports = match arguments.next() {
        Some(number) => number.to_str()?.parse().ok()?,
        None => REPORTS,
    };
    (reports > 0 && arguments.next().is_none()).then(|| (folder.into(), reports))
}

/// Writes all reports and what was planted in them; how many bytes the reports have.
fn write_fleet(folder: &Path, reports: usize) -> io::Result<usize> {
    DirBuilder::new().mode(0o700).create(folder)?;
    let scenes = Scenes::play()?;
    let mut planted = "host,service,version,planted\n".to_owned();
    let mut bytes = 0;
    for process in (0..reports).map(Process::numbered) {
        let json = gmr::view::json(&variation::report(&scenes, &process));
        bytes += json.len();
        let folder = folder.join(process.host());
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{}.json", process.service)), json)?;
        planted.push_str(&troubles(&process));
    }
    planted.push_str(&tear(folder)?);
    fs::write(folder.join("planted.csv"), planted)?;
    Ok(bytes)
}

/// A copy of a report that broke off; the line that says so.
fn tear(folder: &Path) -> io::Result<String> {
    let torn = folder.join("host-torn");
    fs::create_dir(&torn)?;
    let whole = fs::read(folder.join("host-00000").join("gateway.json"))?;
    fs::write(torn.join("gateway.json"), &whole[..whole.len() / 2])?;
    Ok("host-torn,gateway,,torn\n".to_owned())
}

/// A line for each trouble that was planted in the process.
fn troubles(process: &Process) -> String {
    let scene = match process.scene() {
        Scene::Calm => None,
        Scene::HeldLedger => Some("held_ledger"),
        Scene::Ring => Some("deadlock"),
        Scene::LateSection => Some("timed_out"),
        Scene::BrokenSection => Some("panicked"),
        Scene::Sessions => Some("outlier"),
    };
    let option = process.odd_pool_size().map(|_| "pool_size");
    let line =
        |planted| format!("{},{},{},{planted}\n", process.host(), process.service, process.version);
    scene.into_iter().chain(option).map(line).collect()
}
