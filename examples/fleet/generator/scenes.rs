//! The states of a process, each played by this one and told by a real report.

use crate::plan::Scene;
use crate::service::{self, Connection, REPLICA, locked};
use gmr::model::{Report, Role, Status, Thread, WaitKind};
use std::io;
use std::iter;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, TryLockError};
use std::thread::{self, Builder, JoinHandle};
use tokio::runtime::{self, Runtime};

const IDLE_WORKERS: usize = 6;
const CLIENTS: usize = 3;
const POSTERS: usize = 12;
const SESSIONS: usize = 200;

/// Threads need a moment to get where they are meant to be; with this many reports in vain they
/// never will.
const TRIES: usize = 200;

/// A report for each state.
pub(crate) struct Scenes {
    calm: Arc<Report>,
    held_ledger: Arc<Report>,
    ring: Arc<Report>,
    late_section: Arc<Report>,
    broken_section: Arc<Report>,
    sessions: Arc<Report>,
}

impl Scenes {
    /// Plays them one after the other.
    ///
    /// # Errors
    ///
    /// If a thread or a socket is not to be had, or the threads do not get where they should: the
    /// stacks of other threads are captured on Linux only.
    pub(crate) fn play() -> io::Result<Self> {
        let _runtime = calm()?;
        let calm = settled(|report| is_calm(report, 0))?;
        let (held_ledger, sessions) = (held_ledger()?, sessions()?);
        let (broken_section, late_section) = (broken_section()?, late_section()?);
        // The last one: its threads never end.
        let ring = ring()?;
        Ok(Scenes { calm, held_ledger, ring, late_section, broken_section, sessions })
    }

    pub(crate) fn report(&self, scene: Scene) -> &Report {
        match scene {
            Scene::Calm => &self.calm,
            Scene::HeldLedger => &self.held_ledger,
            Scene::Ring => &self.ring,
            Scene::LateSection => &self.late_section,
            Scene::BrokenSection => &self.broken_section,
            Scene::Sessions => &self.sessions,
        }
    }
}

/// Starts what each process has: idle workers, a listener, and threads that serve slow clients.
fn calm() -> io::Result<Runtime> {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(IDLE_WORKERS).build()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    named("listener").spawn(move || service::listen(&listener))?;
    for _ in 0..CLIENTS {
        let client = Connection::open()?;
        named("answer").spawn(move || service::answer(&client))?;
    }
    Ok(runtime)
}

/// Whether nothing is missing, and each thread is in its place.
fn is_calm(report: &Report, others: usize) -> bool {
    report.is_complete() && is_in_place(report, others)
}

/// Whether each thread of a process is in its place, and there are this many beside them.
fn is_in_place(report: &Report, others: usize) -> bool {
    let Some(threads) = report.threads() else { return false };
    let number = |is: &dyn Fn(&&Thread) -> bool| threads.threads.iter().filter(is).count();
    let of_program = number(&|thread| thread.role == Role::Program);
    let idle = number(&|thread| thread.role == Role::Program && threads.is_idle(thread));
    // Beside the idle workers, the clients and the listener there is the one that asks.
    idle == IDLE_WORKERS
        && of_program == IDLE_WORKERS + CLIENTS + 2 + others
        && waiting(report, "answer", WaitKind::Io) == CLIENTS
        && waiting(report, "listener", WaitKind::Io) == 1
}

/// One thread holds the ledger and waits for its disk, the others wait for the ledger.
fn held_ledger() -> io::Result<Arc<Report>> {
    let (ledger, disk) = (Mutex::new(Vec::new()), Connection::open()?);
    thread::scope(|scope| {
        let threads = || -> io::Result<()> {
            named("flusher").spawn_scoped(scope, || service::flush_ledger(&ledger, &disk))?;
            while !matches!(ledger.try_lock(), Err(TryLockError::WouldBlock)) {
                thread::yield_now();
            }
            for _ in 0..POSTERS {
                named("poster").spawn_scoped(scope, || service::post_entry(&ledger))?;
            }
            Ok(())
        };
        let report = threads().and_then(|()| {
            settled(|report| {
                is_calm(report, POSTERS + 1)
                    && waiting(report, "poster", WaitKind::Lock) == POSTERS
                    && waiting(report, "flusher", WaitKind::Io) == 1
            })
        });
        // Whatever came of it, the threads must end.
        disk.hang_up()?;
        report
    })
}

/// Sessions that nobody ends, with a thread each.
fn sessions() -> io::Result<Arc<Report>> {
    let client = Connection::open()?;
    thread::scope(|scope| {
        let mut sessions = (0..SESSIONS)
            .map(|_| named("session").spawn_scoped(scope, || service::keep_session(&client)));
        let report = sessions.try_for_each(|session| session.map(drop)).and_then(|()| {
            settled(|report| {
                is_calm(report, SESSIONS) && waiting(report, "session", WaitKind::Io) == SESSIONS
            })
        });
        client.hang_up()?;
        report
    })
}

fn broken_section() -> io::Result<Arc<Report>> {
    let lag = locked(&REPLICA).take();
    let report = settled(|report| {
        is_in_place(report, 0) && matches!(replica_lag(report), Some(Status::Panicked(_)))
    });
    *locked(&REPLICA) = lag;
    report
}

/// The section waits for a lock that this thread has while it collects.
fn late_section() -> io::Result<Arc<Report>> {
    let collect = || {
        let _replica = locked(&REPLICA);
        gmr::collect()
    };
    first(collect, |report| {
        is_in_place(report, 0) && matches!(replica_lag(report), Some(Status::TimedOut { .. }))
    })
}

/// How the section of the service went.
fn replica_lag(report: &Report) -> Option<&Status> {
    report.section("Replica Lag").map(|section| &section.status)
}

/// Two threads wait for each other to end.
fn ring() -> io::Result<Arc<Report>> {
    let ((to_debit, debit), (to_credit, credit)) = (channel(), channel());
    let one = |name, other: Receiver<JoinHandle<()>>| {
        named(name).spawn(move || {
            if let Ok(other) = other.recv() {
                let _ = other.join();
            }
        })
    };
    let (debit, credit) = (one("debit", debit)?, one("credit", credit)?);
    let sent = to_debit.send(credit).and_then(|()| to_credit.send(debit));
    sent.map_err(|_| io::Error::other("a thread of the ring ended"))?;
    settled(|report| {
        is_calm(report, 2) && report.threads().is_some_and(|threads| !threads.deadlocks.is_empty())
    })
}

/// A report in which the threads are where they are meant to be.
fn settled(is_there: impl Fn(&Report) -> bool) -> io::Result<Arc<Report>> {
    first(gmr::collect, is_there)
}

/// The first report of those collected so in which they are.
fn first(
    collect: impl FnMut() -> Arc<Report>,
    is_there: impl Fn(&Report) -> bool,
) -> io::Result<Arc<Report>> {
    let mut reports = iter::repeat_with(collect).take(TRIES);
    let error = || io::Error::other("the threads did not get where they are meant to be");
    reports.find(|report| is_there(report)).ok_or_else(error)
}

/// How many threads of this name wait so.
fn waiting(report: &Report, name: &str, kind: WaitKind) -> usize {
    let is_so = |thread: &&Thread| {
        thread.name == name
            && thread.stack.is_ok()
            && thread.wait.as_ref().is_some_and(|wait| wait.kind == kind)
    };
    report.threads().map_or(0, |threads| threads.threads.iter().filter(is_so).count())
}

fn named(name: &str) -> Builder {
    Builder::new().name(name.to_owned())
}
