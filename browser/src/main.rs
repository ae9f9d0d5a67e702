//! `pages KIND FILE` makes a report of this very process and writes it as a page.
//!
//! The kinds: `service`, in which much is wrong; `hostile`, in which every text is markup that a
//! careless page would run; `crowd`, in which 3,000 threads have 3,000 stacks.

// Some sections of these pages panic, as those of programs do.
#![allow(clippy::panic)]

mod crowd;
mod hostile;
mod service;

use gmr::model::Report;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[gmr::main]
fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, file] = &arguments[..] else { return Err("usage: pages KIND FILE".into()) };
    let report = match kind.as_str() {
        "service" => service::report(),
        "hostile" => hostile::report(),
        "crowd" => crowd::report(),
        other => return Err(format!("there is no page {other}")),
    }?;
    let start = Instant::now();
    let page = gmr::view::html(&report);
    println!("{kind}: {} bytes, rendered in {:.1?}", page.len(), start.elapsed());
    std::fs::write(file, page).map_err(|error| format!("{file}: {error}"))
}

/// Reports until one shows what the page is about; the threads and tasks need a while to get
/// where they get stuck.
fn report_when(is_there: impl Fn(&Report) -> bool) -> Result<Arc<Report>, String> {
    let start = Instant::now();
    loop {
        let report = gmr::collect();
        if is_there(&report) {
            return Ok(report);
        }
        if start.elapsed() > Duration::from_mins(1) {
            eprintln!("{}", gmr::view::text(&report));
            return Err("what the page is about is not in this report, after a minute".into());
        }
    }
}
