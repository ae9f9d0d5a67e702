//! The least a program needs: one line on `main`, one section, one configuration.
//!
//! It asks for its own report, which goes to stderr, and ends.

use gmr::{ConfigReport, ReportSection};
use std::net::SocketAddr;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

/// What an operator can set.
#[derive(ConfigReport)]
#[gmr(static = CONFIG)]
struct Config {
    /// Where the service listens.
    listen: SocketAddr,
    /// Credentials in a URL are masked.
    database_url: String,
    /// Masked by its name.
    api_token: String,
    request_timeout: Duration,
}

static CONFIG: LazyLock<Config> = LazyLock::new(|| Config {
    listen: ([127, 0, 0, 1], 8080).into(),
    database_url: "postgres://shop:hunter2@db.internal/shop".to_owned(),
    api_token: "tok-12345".to_owned(),
    request_timeout: Duration::from_millis(2500),
});

/// What the program knows of its queue.
#[derive(ReportSection)]
struct Queue {
    waiting: Vec<&'static str>,
    #[gmr(unit = "jobs")]
    done: u64,
}

#[gmr::section("Job queue")]
static QUEUE: Mutex<Queue> = Mutex::new(Queue { waiting: Vec::new(), done: 0 });

#[gmr::main]
fn main() -> Result<(), gmr::Error> {
    LazyLock::force(&CONFIG);
    if let Ok(mut queue) = QUEUE.lock() {
        queue.waiting.push("send invoice 17");
        queue.done += 3;
    }
    // An operator would say `kill -USR2 PID`.
    gmr::report()?;
    Ok(())
}
