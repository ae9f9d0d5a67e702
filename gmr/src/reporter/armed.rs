//! The set-up of this process: there is one.

use super::inbox::{Destination, Inbox, Reply};
use super::lock::lock;
use super::loose;
use super::panics;
use super::reporting::Reporting;
use super::settings::Settings;
use crate::capture::panic;
use crate::error::{Error, Kind};
use crate::generator::threads;
use crate::model::{Report, Service};
use crate::report::{Giver, Nothing, Taker, handover};
use crate::trigger::{self, Arrivals, PanicTrigger, SignalTrigger};
use std::future::poll_fn;
use std::mem;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

static ARMED: Mutex<Option<Armed>> = Mutex::new(None);

/// Beyond its deadline a report may be written for so long.
const WRITING: Duration = Duration::from_secs(10);
/// How long a set-up that ends waits for the report that is being made.
const ENDING: Duration = Duration::from_secs(2);

/// What a set-up decided; a fork child sets up the same.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) settings: Settings,
    pub(super) service: Service,
    pub(super) deadline: Duration,
    pub(super) section_timeout: Duration,
    /// Who set up, and where.
    pub(super) first: String,
}

#[derive(Debug)]
struct Armed {
    pid: u32,
    plan: Plan,
    inbox: Arc<Inbox>,
    signal: Option<SignalTrigger>,
    panic: Option<PanicTrigger>,
    /// Closed when the reporter's thread has ended.
    ended: Taker<()>,
}

/// Sets reports up, once `prepare` has made ready what they show.
pub(super) fn arm<T>(plan: Plan, prepare: impl FnOnce() -> T) -> Result<T, Error> {
    let mut armed = lock(&ARMED)?;
    leave_parents(&mut armed);
    if let Some(armed) = &*armed {
        return Err(Error::new(Kind::AlreadySetUp { first: armed.plan.first.clone() }));
    }
    let prepared = prepare();
    *armed = Some(Armed::start(plan)?);
    Ok(prepared)
}

/// In a fork child, forgets the set-up of the parent, and returns its plan.
///
/// The parent's threads, locks and memory are not here: nothing of it may be dropped.
fn leave_parents(armed: &mut Option<Armed>) -> Option<Plan> {
    let parents = armed.take_if(|armed| armed.pid != std::process::id())?;
    let parents = mem::ManuallyDrop::new(parents);
    threads::abandon();
    Some(parents.plan.clone())
}

/// Ends the set-up, if it is of this process.
pub(super) fn disarm() {
    let Ok(mut armed) = lock(&ARMED) else { return };
    if armed.as_ref().is_none_or(|armed| armed.pid != std::process::id()) {
        return;
    }
    if let Some(mut armed) = armed.take() {
        // First, so that no handler wakes a reporter that is gone.
        armed.signal = None;
        armed.panic = None;
        armed.inbox.stop();
        // Bounded: a program that ends must end.
        let _ = armed.ended.take(Some(Instant::now() + ENDING));
    }
}

impl Armed {
    fn start(plan: Plan) -> Result<Armed, Error> {
        let refused = |source| Error::io("cannot make what wakes the reporter", source);
        let arrivals = Arc::new(Arrivals::new().map_err(refused)?);
        let settings = &plan.settings;
        let install = |signal| SignalTrigger::install(signal, settings.take_signal, &arrivals);
        let signal = settings.signal.map(install).transpose()?;
        let is_installed = threads::installed_mode() == Some(settings.capture);
        if settings.capture_signal.is_some() || !is_installed {
            threads::install(settings.capture, settings.capture_signal)?;
        }
        threads::use_debug_files_of_libraries(settings.library_debug_files);
        panic::silence();
        let inbox = Arc::new(Inbox::new(arrivals, settings.rate_limit));
        let reporting = Reporting::new(&plan, Arc::clone(&inbox));
        let (alive, ended) = handover();
        let asked = Arc::clone(&inbox);
        let ask = move |panic: &trigger::Panic<'_>| panics::ask(&asked, panic);
        // Before the reporter, which nobody would end if this failed.
        let panic = settings.on_panic.then(|| PanicTrigger::install(ask)).transpose()?;
        if settings.prewarm {
            prewarm()?;
        }
        spawn(reporting, settings.signal, alive)?;
        Ok(Armed { pid: std::process::id(), plan, inbox, signal, panic, ended })
    }

    /// How long a caller waits: one report may be under way, and its own comes after it.
    fn patience(&self) -> Duration {
        (self.plan.deadline + WRITING) * 2
    }
}

fn spawn(reporting: Reporting, signal: Option<i32>, alive: Giver<()>) -> Result<(), Error> {
    // Held until the thread exists: it inherits the mask, so no signal of the program's own can
    // reach it even at its first instruction.
    let open: Vec<i32> = signal.into_iter().collect();
    let _mask = trigger::block_all_but(&open);
    let body = move || {
        let _alive = alive;
        reporting.run();
    };
    let spawned = thread::Builder::new().name("gmr-reporter".to_owned()).spawn(body);
    spawned.map(|_| ()).map_err(|source| Error::io("cannot start the reporter's thread", source))
}

/// Opens debug information on a thread of its own, which then ends.
fn prewarm() -> Result<(), Error> {
    let _mask = trigger::block_all_but(&[]);
    let body = || {
        panic::make_ready();
        threads::prewarm();
    };
    let spawned = thread::Builder::new().name("gmr-prewarm".to_owned()).spawn(body);
    spawned.map(|_| ()).map_err(|source| Error::io("cannot start the thread that prewarms", source))
}

/// Makes a report and writes it where the set-up says; returns where it went.
///
/// It waits for the report, which ends by its deadline. Requests that come while a report is
/// made are answered by the next one, together.
///
/// ```
/// # fn main() -> Result<(), gmr::Error> {
/// let _guard = gmr::setup_autorun!()?;
/// assert_eq!(gmr::report()?, gmr::Destination::Stderr);
/// # Ok(())
/// # }
/// ```
///
/// In a fork child it first sets up again what the parent had set up.
///
/// # Errors
///
/// If reports are not set up, a section calls it, or the report could be written nowhere.
pub fn report() -> Result<Destination, Error> {
    let (inbox, patience) = inbox()?;
    let written = ask(&inbox, patience, Reply::Written)?;
    written.map_err(|why| Error::new(Kind::NotWritten(why)))
}

/// As [`report`], for callers that run on an executor: it does not block the executor's thread,
/// so that the tasks there can tell where they wait.
///
/// Any executor will do: it is woken when the report is written.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), gmr::Error> {
/// let _guard = gmr::setup_autorun!()?;
/// assert_eq!(gmr::report_async().await?, gmr::Destination::Stderr);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As [`report`].
pub async fn report_async() -> Result<Destination, Error> {
    let (inbox, _) = inbox()?;
    let (tell, done) = handover();
    inbox.call(Reply::Written(tell));
    // The reporter ends by its deadline; and if its thread died, the end that gives is gone.
    match poll_fn(|context| done.poll_take(context)).await {
        Some(written) => written.map_err(|why| Error::new(Kind::NotWritten(why))),
        None => Err(Error::new(Kind::NotSetUp)),
    }
}

/// Makes a report and returns it; nothing is written.
///
/// Without a set-up it works, too, but then threads are started for it. If no report can be
/// made, the one that is returned says why in its warnings.
///
/// ```
/// let report = gmr::collect();
/// assert!(report.section("Threads").is_some());
/// ```
#[must_use]
pub fn collect() -> Arc<Report> {
    let collected = match inbox() {
        Ok((inbox, patience)) => ask(&inbox, patience, Reply::Report),
        Err(error) if error.is_not_set_up() => loose::collect(),
        Err(error) => Err(error),
    };
    collected.unwrap_or_else(|error| Arc::new(loose::empty(&error)))
}

/// Sets reports up again in a fork child, as the parent had set them up.
///
/// A fork child has none of its parent's threads, so nobody answers there until this is called:
/// signals and the trigger file do nothing (they do not end the child, and do not reach the
/// parent). [`report`] and [`collect`] call it themselves. In a process that did not fork it
/// does nothing.
///
/// ```
/// # fn main() -> Result<(), gmr::Error> {
/// let _guard = gmr::setup_autorun!()?;
/// gmr::rearm() // the first thing that a pre-forked worker does
/// # }
/// ```
///
/// # Errors
///
/// As [`Autorun::start`](crate::Autorun::start); and if nothing was set up.
pub fn rearm() -> Result<(), Error> {
    inbox().map(|_| ())
}

/// The inbox of this process, set up again if it is a fork child.
fn inbox() -> Result<(Arc<Inbox>, Duration), Error> {
    if panic::in_section() {
        return Err(Error::unsupported(
            "a section cannot ask for a report: it would wait for itself",
        ));
    }
    let mut armed = lock(&ARMED)?;
    if let Some(plan) = leave_parents(&mut armed) {
        *armed = Some(Armed::start(plan)?);
    }
    match &*armed {
        Some(armed) => Ok((Arc::clone(&armed.inbox), armed.patience())),
        None => Err(Error::new(Kind::NotSetUp)),
    }
}

fn ask<T>(
    inbox: &Inbox,
    patience: Duration,
    reply: impl FnOnce(Giver<T>) -> Reply,
) -> Result<T, Error> {
    let (tell, done) = handover();
    inbox.call(reply(tell));
    done.take(Some(Instant::now() + patience)).map_err(|nothing| match nothing {
        Nothing::Yet => Error::new(Kind::Late(format!("no report came within {patience:?}"))),
        Nothing::Ever => Error::new(Kind::NotSetUp),
    })
}
