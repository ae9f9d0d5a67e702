//! Reports of a process that did not set them up.

use super::descriptors::Room;
use super::lock::lock;
use super::settings::Choices;
use crate::capture::CaptureMode;
use crate::error::Error;
use crate::generator::threads;
use crate::model::{Report, Service, Trigger, TriggerKind};
use crate::report::{Collector, Header};
use crate::trigger;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

/// The process that made it, and what it collects with. The inner lock is held for a whole
/// report, so the outer one is all that a fork child may touch.
static LOOSE: Mutex<Option<(u32, Arc<Mutex<Collector>>)>> = Mutex::new(None);

/// Makes a report, with threads that are started for it.
pub(super) fn collect() -> Result<Arc<Report>, Error> {
    let _room = Room::make();
    #[cfg(feature = "tokio")]
    crate::section::runtime::adopt(None);
    let collector = collector()?;
    let mut collector = collector.lock().unwrap_or_else(PoisonError::into_inner);
    let mut warnings = Vec::new();
    if threads::installed_mode().is_none() {
        // Who asks for a report wants stacks, whatever else the variable says.
        let mode = Choices::capture_of_environment().unwrap_or_else(|error| {
            warnings.push(error.to_string());
            CaptureMode::default()
        });
        warnings.extend(threads::install(mode, None).err().map(|error| error.to_string()));
    }
    {
        // The workers inherit the mask.
        let _mask = trigger::block_all_but(&[]);
        warnings.extend(collector.refill().err().map(|error| format!("no worker: {error}")));
    }
    Ok(Arc::new(collector.collect(Header { warnings, ..header() })))
}

/// The report that could not be made.
pub(super) fn empty(error: &Error) -> Report {
    Collector::default().nothing(Header { warnings: vec![error.to_string()], ..header() })
}

fn collector() -> Result<Arc<Mutex<Collector>>, Error> {
    let mut loose = lock(&LOOSE)?;
    let pid = std::process::id();
    if loose.as_ref().is_some_and(|(owner, _)| *owner != pid) {
        // The parent's workers are not here, and its lock may be held for ever.
        mem::forget(loose.take());
        threads::abandon();
    }
    let (_, collector) = loose.get_or_insert_with(|| (pid, Arc::default()));
    Ok(Arc::clone(collector))
}

fn header() -> Header {
    let trigger = Trigger { kind: TriggerKind::Api, requests: 1 };
    Header { service: Service::default(), trigger, warnings: Vec::new() }
}
