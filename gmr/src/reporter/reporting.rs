//! The reporter: asleep until it is asked.

use super::armed::Plan;
use super::deliver::{Delivery, say};
use super::descriptors::Room;
use super::inbox::{Batch, Inbox, Reply, Requests};
use super::limit::{Limit, TooSoon};
use super::panics;
use crate::capture::panic;
use crate::generator::threads;
use crate::model::{Role, Service, Trigger};
use crate::report::{Collector, Header};
use crate::trigger::TriggerFile;
use humantime::format_rfc3339_millis as rfc3339;
use std::mem::take;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// What the reporter's thread owns.
#[derive(Debug)]
pub(super) struct Reporting {
    inbox: Arc<Inbox>,
    signal: Option<i32>,
    file: Option<TriggerFile>,
    interval: Duration,
    /// Of reports by signal or file.
    limit: Limit,
    collector: Collector,
    delivery: Delivery,
    service: Service,
    /// What the next report has to tell.
    warnings: Vec<String>,
}

impl Reporting {
    pub(super) fn new(plan: &Plan, inbox: Arc<Inbox>) -> Self {
        let settings = &plan.settings;
        Reporting {
            inbox,
            signal: settings.signal,
            // Its present state counts: who touches it after the set-up asks for a report.
            file: settings.file.as_deref().map(TriggerFile::new),
            interval: settings.interval,
            limit: Limit::new(settings.rate_limit),
            collector: Collector::new(plan.section_timeout, plan.deadline),
            delivery: Delivery::new(&settings.outputs, settings.keep),
            service: plan.service.clone(),
            warnings: Vec::new(),
        }
    }

    /// Serves until it is told to stop.
    pub(super) fn run(mut self) {
        panic::make_ready();
        let _enrolled = threads::enroll(Role::Reporter);
        self.refill();
        self.complain();
        loop {
            self.inbox.wait(self.file.as_ref().map(|_| self.interval));
            if self.inbox.is_stopped() {
                break;
            }
            let file = self.look();
            let requests = self.inbox.take(file);
            let requests = self.admit(requests);
            if requests.is_empty() {
                continue;
            }
            // Should a report ever panic itself, the next one must still come.
            if let Err(why) = panic::catch(|| self.make(requests.batch(self.signal))) {
                say(&format!("the report failed: {why}"));
            }
            self.refill();
        }
    }

    /// Says what an operator should mend before a report is needed. Here and not at set-up: the
    /// program must not wait for stderr, and only here is SIGPIPE blocked.
    fn complain(&mut self) {
        for error in self.delivery.prepare() {
            say(&format!("reports go to stderr until this is mended: {error}"));
        }
        if let Some(file) = self.file.as_ref().filter(|file| !file.exists()) {
            let path = file.path().display();
            say(&format!("the trigger file {path} does not exist; a report is made when it does"));
        }
    }

    /// The path of the trigger file if it changed.
    fn look(&mut self) -> Option<String> {
        let file = self.file.as_mut()?;
        match file.changed() {
            Ok(true) => Some(file.path().display().to_string()),
            Ok(false) => None,
            Err(refused) => {
                // Once until the next report: a stranger must fill neither log nor memory.
                if !self.warnings.contains(&refused) {
                    say(&refused);
                    self.warnings.push(refused);
                }
                None
            }
        }
    }

    /// The requests that are answered. Those by signal or file are not, so soon after others,
    /// unless a report is written anyway.
    fn admit(&mut self, requests: Requests) -> Requests {
        if requests.limited() == 0 || requests.is_written() {
            return requests;
        }
        let now = SystemTime::now();
        let Err(soon) = self.limit.admit(requests.limited(), Instant::now(), now) else {
            return requests;
        };
        let TooSoon { left, is_first } = soon;
        // Once until the next report: who asks too often must not fill the log, either.
        if is_first {
            let until = rfc3339(now.checked_add(left).unwrap_or(now));
            say(&format!(
                "a request for a report is suppressed: the last one was made just now; ask again \
                 after {until} (the rate limit, GMR_RATE_LIMIT, ends then)"
            ));
        }
        requests.without_limited()
    }

    fn make(&mut self, batch: Batch) {
        let _room = Room::make();
        let Batch { kind, requests, write, is_limited, replies, mut panics } = batch;
        if write {
            self.warnings.extend(self.limit.tell("requests by signal or file"));
            self.warnings.extend(self.inbox.tell_of_panics());
        }
        let (trigger, warnings) = (Trigger { kind, requests }, take(&mut self.warnings));
        let header = Header { service: self.service.clone(), trigger, warnings };
        let limit = panics.as_ref().map_or(Duration::MAX, |_| panics::REPORT);
        let mut report = self.collector.collect_within(limit, header);
        if let Some(waiting) = &mut panics {
            let joined = self.inbox.join_panics();
            report.trigger.requests += joined.len() as u64;
            waiting.extend(joined);
        }
        let written = write.then(|| self.delivery.deliver(&mut report));
        self.warnings.extend(self.delivery.take_notes());
        match &written {
            Some(Err(why)) => self.warnings.push(format!("an earlier report was lost: {why}")),
            Some(Ok(_)) if is_limited => self.limit.made(Instant::now()),
            _ => {}
        }
        // First those that hold up their threads.
        if let Some(waiting) = panics {
            for tell in waiting.into_iter().chain(self.inbox.panics_done()) {
                let _ = tell.give(());
            }
        }
        let report = Arc::new(report);
        // A caller that lost patience listens no more.
        for reply in replies {
            match (reply, &written) {
                (Reply::Report(tell), _) => drop(tell.give(Arc::clone(&report))),
                (Reply::Written(tell), Some(written)) => drop(tell.give(written.clone())),
                (Reply::Written(_), None) => {}
            }
        }
    }

    fn refill(&mut self) {
        if let Err(error) = self.collector.refill() {
            self.warnings.push(format!("no worker could be started: {error}"));
        }
    }
}
