//! A TCP service with a pool of workers: some wait for work, some for a lock, one section hangs.
//!
//! It prints `pid <n>` once it is ready, and serves until it is stopped. Reports are set up by
//! `#[gmr::main]`; where they go is for the operator to say with the `GMR_*` variables.

use gmr::{ConfigReport, ReportSection};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// What the operator sets.
#[derive(ConfigReport)]
#[gmr(static = CONFIG, default)]
struct Config {
    /// Where the service listens; port 0 takes any.
    listen: SocketAddr,
    /// How many threads serve.
    workers: usize,
    database_url: String,
    admin_password: Option<String>,
    #[gmr(secret)]
    pin: u32,
    token_ttl: Duration,
    limits: Limits,
}

#[derive(ConfigReport)]
struct Limits {
    #[gmr(unit = "KiB")]
    body: usize,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: ([127, 0, 0, 1], 0).into(),
            workers: 4,
            database_url: "postgres://ledger:hunter2@db/ledger?sslmode=on".to_owned(),
            admin_password: Some("swordfish".to_owned()),
            pin: 1234,
            token_ttl: Duration::from_mins(10),
            limits: Limits { body: 64 },
        }
    }
}

static CONFIG: LazyLock<Config> = LazyLock::new(|| Config { workers: 6, ..Config::default() });

/// The accounts; whoever is slow with it makes the others wait.
#[gmr::section]
static LEDGER: Mutex<BTreeMap<String, i64>> = Mutex::new(BTreeMap::new());

/// Held by the compactor for as long as the service runs: a bug for the report to find.
static SNAPSHOT: Mutex<u64> = Mutex::new(0);

#[derive(ReportSection, Default)]
#[gmr(title = "Connections", instances)]
struct Connection {
    peer: Option<SocketAddr>,
    #[gmr(rename = "last request")]
    last: Mutex<String>,
}

#[gmr::section(timeout = "250ms", order = 10)]
fn last_snapshot() -> u64 {
    *locked(&SNAPSHOT)
}

fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a lock and waits for something that never comes.
fn compact() {
    let never = Condvar::new();
    let _snapshot = locked(&SNAPSHOT);
    let idle = Mutex::new(());
    drop(never.wait_while(locked(&idle), |()| true));
}

/// A request is `deposit NAME AMOUNT` or `audit`, which keeps the ledger until its client goes.
fn answer(request: &str, stream: &mut TcpStream) -> std::io::Result<()> {
    let words: Vec<&str> = request.split_whitespace().collect();
    match words[..] {
        ["deposit", name, amount] => {
            let amount: i64 = amount.parse().unwrap_or_default();
            writeln!(stream, "queued")?;
            let mut ledger = locked(&LEDGER);
            *ledger.entry(name.to_owned()).or_default() += amount;
            writeln!(stream, "ok")
        }
        ["audit"] => {
            let ledger = locked(&LEDGER);
            writeln!(stream, "{} accounts", ledger.len())?;
            BufReader::new(&*stream).read_line(&mut String::new()).map(|_| ())
        }
        _ => writeln!(stream, "error"),
    }
}

fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let peer = stream.peer_addr().ok();
    let connection = gmr::track(Connection { peer, ..Connection::default() });
    for request in BufReader::new(stream.try_clone()?).lines() {
        let request = request?;
        locked(&connection.last).clone_from(&request);
        answer(&request, &mut stream)?;
    }
    Ok(())
}

fn work(queue: &Mutex<Receiver<TcpStream>>) {
    // One worker waits in `recv` with the lock, the others wait for the lock.
    while let Ok(stream) = {
        let queue = locked(queue);
        queue.recv()
    } {
        // A client that goes away is its own affair.
        let _ = serve(stream);
    }
}

#[gmr::main]
fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind(CONFIG.listen)?;
    let (send, queue) = channel();
    let queue = Arc::new(Mutex::new(queue));
    for n in 0..CONFIG.workers {
        let queue = Arc::clone(&queue);
        thread::Builder::new().name(format!("worker-{n}")).spawn(move || work(&queue))?;
    }
    thread::Builder::new().name("compactor".to_owned()).spawn(compact)?;
    println!("listen {}", listener.local_addr()?);
    println!("pid {}", std::process::id());
    for stream in listener.incoming() {
        if send.send(stream?).is_err() {
            break;
        }
    }
    Ok(())
}
