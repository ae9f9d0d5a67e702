//! A panic of the program asks for a report.

use crate::error::{Error, Kind};
use crate::lock::{free, soon};
use std::panic::{Location, PanicHookInfo, set_hook, take_hook};
use std::sync::{Arc, RwLock, RwLockWriteGuard, Weak};
use std::thread;
use std::time::Duration;

/// What is done about a panic.
type Ask = dyn Fn(&Panic<'_>) + Send + Sync;

/// Hooks only copy what it guards, and do not wait for it: a fork child may have inherited it
/// locked.
static STATE: RwLock<State> = RwLock::new(State { ask: None, hook: Weak::new() });

/// How long a hook may have it that lost its processor.
const LOCKED: Duration = Duration::from_millis(200);

struct State {
    /// Nothing if no report is wanted.
    ask: Option<Arc<Ask>>,
    /// Alive for as long as our hook is among those of the process.
    hook: Weak<()>,
}

/// A panic, as the hook sees it.
#[derive(Debug)]
pub(crate) struct Panic<'a> {
    /// Its message.
    pub(crate) message: &'a str,
    /// Where it began.
    pub(crate) place: Option<&'a Location<'a>>,
}

/// Asks for a report on each panic until it is dropped.
///
/// The hook stays, and does nothing but call the one before it: others may have put theirs before
/// it, so it cannot be taken out.
#[derive(Debug)]
pub(crate) struct PanicTrigger(());

impl PanicTrigger {
    /// Calls `ask` on the thread that panics, once the hook that is there now has run.
    ///
    /// # Errors
    ///
    /// If the calling thread panics at this moment: the hook cannot be changed then.
    pub(crate) fn install(ask: impl Fn(&Panic<'_>) + Send + Sync + 'static) -> Result<Self, Error> {
        if thread::panicking() {
            let why = "reports on panics cannot be set up by a thread that panics";
            return Err(Error::unsupported(why));
        }
        let mut state = state()?;
        state.ask = Some(Arc::new(ask));
        if state.hook.strong_count() == 0 {
            let alive = Arc::new(());
            state.hook = Arc::downgrade(&alive);
            // A hook that runs meanwhile is waited for, and may look at the state.
            drop(state);
            chain(alive);
        }
        Ok(PanicTrigger(()))
    }
}

impl Drop for PanicTrigger {
    fn drop(&mut self) {
        // Should it stay, nobody answers.
        if let Ok(mut state) = state() {
            state.ask = None;
        }
    }
}

/// Puts our hook behind the one that is there. It lives as long as `alive`.
fn chain(alive: Arc<()>) {
    let before = take_hook();
    set_hook(Box::new(move |info| {
        let _alive = &alive;
        before(info);
        report(info);
    }));
}

fn report(info: &PanicHookInfo<'_>) {
    let ask = match STATE.try_read() {
        Ok(state) => state.ask.clone(),
        // Somebody sets up or ends at this moment.
        Err(_) => None,
    };
    if let Some(ask) = ask {
        let message = info.payload_as_str().unwrap_or("a panic without a message");
        ask(&Panic { message, place: info.location() });
    }
}

/// The state, unless it stays locked.
fn state() -> Result<RwLockWriteGuard<'static, State>, Error> {
    soon(LOCKED, || free(STATE.try_write())).ok_or_else(|| {
        let why = "reports on panics cannot be set up: their place is locked, perhaps by a thread \
                   that a fork child has not";
        Error::new(Kind::Late(why.to_owned()))
    })
}
