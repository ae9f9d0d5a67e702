//! What the processes of the fleet run: as little as it takes to be found on a stack.

use gmr::ConfigReport;
use std::io::{self, Read as _};
use std::net::{Shutdown, SocketAddr, TcpListener};
use std::os::unix::net::UnixStream;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What an operator sets.
#[derive(ConfigReport)]
#[gmr(static = CONFIG, default)]
pub(crate) struct Config {
    /// Where the service listens.
    listen: SocketAddr,
    /// The name of this node, another one on each host.
    node: String,
    zone: String,
    /// How many connections to the database.
    pool_size: u32,
    flush_interval: Duration,
    database_url: String,
    api_token: String,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: ([0, 0, 0, 0], 8080).into(),
            node: "unnamed".to_owned(),
            zone: "none".to_owned(),
            pool_size: 16,
            flush_interval: Duration::from_secs(5),
            database_url: "postgres://fleet:hunter2@db/fleet".to_owned(),
            api_token: "tok-12345".to_owned(),
        }
    }
}

pub(crate) static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);

/// How far the replica is behind, or nothing if there is none.
pub(crate) static REPLICA: Mutex<Option<Duration>> = Mutex::new(Some(Duration::from_millis(12)));

#[gmr::section(timeout = "100ms")]
fn replica_lag() -> Duration {
    let lag = *locked(&REPLICA);
    lag.expect("a replica")
}

/// A connection on which nothing comes until it is hung up.
pub(crate) struct Connection {
    near: UnixStream,
    /// Closed with the near end only: a reader would wake up.
    _far: UnixStream,
}

impl Connection {
    pub(crate) fn open() -> io::Result<Self> {
        let (near, _far) = UnixStream::pair()?;
        Ok(Connection { near, _far })
    }

    pub(crate) fn hang_up(&self) -> io::Result<()> {
        self.near.shutdown(Shutdown::Both)
    }

    /// A read of it ends when it is hung up.
    fn silent(&self) -> &UnixStream {
        &self.near
    }
}

pub(crate) fn listen(listener: &TcpListener) {
    // Nobody connects.
    let _ = listener.accept();
}

pub(crate) fn answer(client: &Connection) {
    // By an error or by the end of the data: it is all the same how it ends.
    let _ = client.silent().read(&mut [0]);
}

pub(crate) fn keep_session(client: &Connection) {
    let _ = client.silent().read(&mut [0]);
}

/// Holds the ledger for as long as its disk takes.
pub(crate) fn flush_ledger(ledger: &Mutex<Vec<i64>>, disk: &Connection) {
    let mut entries = locked(ledger);
    let _ = disk.silent().read(&mut [0]);
    entries.clear();
}

pub(crate) fn post_entry(ledger: &Mutex<Vec<i64>>) {
    let mut entries = ledger.lock().unwrap_or_else(PoisonError::into_inner);
    entries.push(1);
}

pub(crate) fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
