//! Each macro says where gmr is.

#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
// What a macro would have to allow is an error.
#![forbid(unused_imports)]

use std::sync::Mutex;

#[derive(meditation::ReportSection)]
#[gmr(crate = meditation, static = POOL, order = -2)]
struct Pool {
    #[gmr(unit = "ms")]
    idle: u8,
    state: State,
}

#[derive(meditation::ReportSection)]
#[gmr(crate = ::meditation)]
enum State {
    Open,
    Shut { by: &'static str },
}

static POOL: Mutex<Pool> = Mutex::new(Pool { idle: 1, state: State::Open });

#[derive(meditation::ReportSection)]
#[gmr(crate = meditation, instances, title = "Sessions")]
struct Session {
    user: &'static str,
}

#[derive(meditation::ConfigReport)]
#[gmr(crate = meditation, collect = Config::default, default)]
struct Config {
    port: u16,
    #[gmr(flatten)]
    log: Log,
}

impl Default for Config {
    fn default() -> Self {
        Self { port: 80, log: Log { level: "warn" } }
    }
}

#[derive(meditation::ConfigReport)]
#[gmr(crate = meditation)]
struct Log {
    level: &'static str,
}

#[meditation::section("Function", crate = meditation, timeout = "1s")]
const fn function() -> u8 {
    1
}

#[meditation::section(crate = meditation)]
async fn later() -> Option<u8> {
    std::future::ready(None).await
}

#[meditation::section(crate = meditation, debug)]
static STATIC: Option<u8> = None;

#[meditation::sections(crate = meditation, static = POOL)]
impl Pool {
    #[section]
    const fn idle(&self) -> u8 {
        self.idle
    }

    #[section("By its long name")]
    #[meditation::task(crate = meditation)]
    async fn later(&self) -> u8 {
        std::future::ready(self.idle).await
    }
}

#[meditation::task(crate = meditation, detail("{id}"))]
async fn work(id: u8) -> u8 {
    use std::future::ready;
    ready(id).await
}

#[meditation::main(crate = meditation, signal = "none", service_name = "renamed")]
fn main() {
    const ID: u8 = 1;
    drop(work(ID));
    let session = meditation::track(Session { user: "ann" });
    if let Ok(mut pool) = POOL.lock() {
        pool.state = State::Shut { by: session.user };
    }
}

#[test]
fn every_section_is_there() {
    let _session = meditation::track(Session { user: "ann" });
    let report = meditation::collect();
    let titles = ["Pool", "Sessions", "Function", "Later", "Static", "Idle", "By its long name"];
    for title in titles {
        assert!(report.section(title).is_some(), "no {title}");
    }
    let text = meditation::view::text(&report);
    for line in ["idle = 1 ms", "user = ann", "port = 80", "level = warn"] {
        assert!(text.contains(line), "no {line} in {text}");
    }
}
