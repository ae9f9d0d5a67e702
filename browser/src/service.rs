//! A service in which much is wrong: a deadlock, a lock that many wait for, tasks that wait for
//! each other and for nothing, a section that panics and one that hangs.

use crate::report_when;
use gmr::model::Report;
use gmr::{ConfigReport, ReportSection, Traced as _};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Condvar, LazyLock, Mutex, PoisonError};
use std::thread::Builder;
use std::time::Duration;

/// What the operator sets.
#[derive(ConfigReport)]
#[gmr(static = CONFIG, default)]
struct Config {
    /// Where the service listens.
    #[gmr(env = "LEDGER_LISTEN")]
    listen: String,
    /// How many threads serve.
    workers: usize,
    database_url: String,
    admin_password: Option<String>,
    token_ttl: Duration,
    limits: Limits,
}

#[derive(ConfigReport)]
struct Limits {
    /// The largest request.
    #[gmr(unit = "KiB")]
    body: usize,
    hosts: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: "127.0.0.1:8080".to_owned(),
            workers: 4,
            database_url: "postgres://ledger:hunter2@db/ledger".to_owned(),
            admin_password: Some("swordfish".to_owned()),
            token_ttl: Duration::from_mins(10),
            limits: Limits { body: 64, hosts: vec!["a.example".to_owned(), "b.example".into()] },
        }
    }
}

static CONFIG: LazyLock<Config> = LazyLock::new(|| Config { workers: 6, ..Config::default() });
static LEDGER: Mutex<i64> = Mutex::new(0);
static GIVER: parking_lot::Mutex<i64> = parking_lot::const_mutex(100);
static TAKER: parking_lot::Mutex<i64> = parking_lot::const_mutex(100);
static EXPORTS: tokio::sync::Mutex<u64> = tokio::sync::Mutex::const_new(0);

/// How many transfers want their second lock.
static GOING: AtomicUsize = AtomicUsize::new(0);

#[derive(ReportSection)]
#[gmr(title = "Job queue")]
struct Jobs {
    waiting: Vec<BTreeMap<&'static str, u32>>,
    #[gmr(unit = "jobs")]
    done: u64,
    last_error: Option<String>,
}

#[gmr::section("Job queue")]
fn jobs() -> Jobs {
    let job = |id| BTreeMap::from([("id", id), ("tries", 3)]);
    Jobs { waiting: vec![job(7), job(9)], done: 12_044, last_error: None }
}

#[gmr::section("Cache")]
fn cache() -> u64 {
    let shards: Vec<u64> = Vec::new();
    shards.first().map_or_else(|| panic!("no shard is loaded"), |n| *n)
}

#[gmr::section("Last snapshot", timeout = "100ms")]
fn last_snapshot() -> i64 {
    *LEDGER.lock().unwrap_or_else(PoisonError::into_inner)
}

#[inline(never)]
fn deposit(amount: i64) {
    *LEDGER.lock().unwrap_or_else(PoisonError::into_inner) += amount;
}

/// Keeps the ledger for ever.
#[inline(never)]
fn audit(has_it: &Barrier) {
    let ledger = LEDGER.lock();
    has_it.wait();
    sleep_for_ever();
    drop(ledger);
}

fn sleep_for_ever() {
    let never = Mutex::new(());
    let never = never.lock().unwrap_or_else(PoisonError::into_inner);
    drop(Condvar::new().wait_while(never, |()| true));
}

/// Each takes one lock, waits for the other to have done so, too, and wants the other one.
#[inline(never)]
fn transfer(mine: &parking_lot::Mutex<i64>, yours: &parking_lot::Mutex<i64>, both: &Barrier) {
    let mut mine = mine.lock();
    both.wait();
    GOING.fetch_add(1, Ordering::Release);
    *mine += *yours.lock();
}

/// Waits until both sleep in their second lock: who is found before is not told by name.
fn until_deadlocked() {
    let is_asleep = || {
        let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let stats = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("stat")).ok());
        let asleep = stats.filter(|stat| stat.contains("(transfer-") && stat.contains(") S "));
        asleep.count() == 2
    };
    while GOING.load(Ordering::Acquire) < 2 || !is_asleep() {
        std::thread::yield_now();
    }
}

fn start_threads() -> std::io::Result<()> {
    let named = |name: &str| Builder::new().name(name.to_owned());
    let has_it = Arc::new(Barrier::new(2));
    let auditor = Arc::clone(&has_it);
    named("auditor").spawn(move || audit(&auditor))?;
    has_it.wait();
    for number in 0..CONFIG.workers {
        named(&format!("worker-{number}")).spawn(|| deposit(1))?;
    }
    let both = Arc::new(Barrier::new(2));
    let there = Arc::clone(&both);
    named("transfer-a").spawn(move || transfer(&GIVER, &TAKER, &there))?;
    named("transfer-b").spawn(move || transfer(&TAKER, &GIVER, &both))?;
    Ok(())
}

async fn export(name: &'static str) {
    let mut exports = EXPORTS.lock().await;
    *exports += 1;
    upload(name).await;
}

/// The other side never answers.
async fn upload(_name: &str) {
    std::future::pending::<()>().await;
}

async fn accept() {
    for name in ["ann", "bob", "carol"] {
        gmr::spawn(export(name).traced_as("export").detail(name));
    }
    tokio::join!(upload("index"), tokio::time::sleep(Duration::from_hours(1)));
}

pub(crate) fn report() -> Result<Arc<Report>, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = { runtime }.worker_threads(2).enable_time().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    start_threads().map_err(|error| error.to_string())?;
    until_deadlocked();
    runtime.spawn(accept().traced_as("acceptor"));
    runtime.spawn(async { sleep_for_ever() }.traced_as("blocker"));
    let report = report_when(|report| {
        let threads = report.threads();
        let is_stuck = threads.is_some_and(|threads| !threads.deadlocks.is_empty());
        let text = gmr::view::text(report);
        is_stuck && text.contains("runs for") && text.contains("wait for a tokio Mutex")
    });
    runtime.shutdown_background();
    report
}
