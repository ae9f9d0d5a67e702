//! Threads that exist before they are needed, and that can be given up.
//!
//! A thread must not be started while a report is made: one that starts while another sits in a
//! library's constructor waits for it. So a few are kept asleep; one whose work does not end is
//! left to it, and replaced when the report is done.

use super::handover::{Giver, Nothing, Taker, handover};
use crate::capture::panic;
use crate::generator::threads;
use crate::model::Role;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

type Work = Box<dyn FnOnce() + Send>;

/// So long both sides look before they sleep: most work ends sooner, and to wake a thread takes
/// longer than that.
const WATCH: Duration = Duration::from_micros(50);

/// Workers that sleep until there is work.
#[derive(Debug, Default)]
pub(super) struct Pool {
    idle: Vec<Worker>,
    /// Those that have not said yet that they are there.
    starting: Vec<Starting>,
    /// Whether they were awaited in vain since workers were started last.
    has_waited: bool,
}

#[derive(Debug)]
struct Worker {
    /// The kernel's id of the thread.
    id: u64,
    work: Giver<Work>,
}

/// A worker whose thread was started. It may be held up for as long as a library is being opened,
/// and must get no work before it can do it.
#[derive(Debug)]
struct Starting {
    id: Taker<u64>,
    work: Giver<Work>,
}

/// How a piece of work ended.
pub(super) enum Ended<T> {
    /// In time.
    Done(T),
    /// Not yet.
    Late(Busy<T>),
    /// It was not begun: every worker is busy.
    NoWorker,
}

/// A worker that is still busy.
#[derive(Debug)]
pub(super) struct Busy<T> {
    worker: Worker,
    done: Taker<T>,
}

impl<T> Busy<T> {
    /// The kernel's id of the thread.
    pub(super) fn thread(&self) -> u64 {
        self.worker.id
    }

    /// Whether it is still at it.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self.done.try_take(), Err(Nothing::Yet))
    }
}

impl Pool {
    /// Starts workers until `count` are idle, and waits a moment for those that it starts.
    pub(super) fn fill(&mut self, count: usize) -> io::Result<()> {
        self.admit(Instant::now(), 0);
        // Those that are held up count: more would be, too.
        let missing = count.saturating_sub(self.idle.len() + self.starting.len());
        if missing == 0 {
            return Ok(());
        }
        self.has_waited = false;
        let started: io::Result<Vec<Starting>> = (0..missing).map(|_| Starting::start()).collect();
        let held_up = std::mem::replace(&mut self.starting, started?);
        self.admit(Instant::now() + START, count);
        self.starting.extend(held_up);
        Ok(())
    }

    /// Takes those for idle that say by `until` that they are there; as soon as `enough` are idle,
    /// only those that have said it.
    fn admit(&mut self, until: Instant, enough: usize) {
        let now = Instant::now();
        for Starting { id, work } in std::mem::take(&mut self.starting) {
            let until = if self.idle.len() < enough { until } else { now };
            match id.take(Some(until)) {
                Ok(id) => self.idle.push(Worker { id, work }),
                Err(Nothing::Yet) => self.starting.push(Starting { id, work }),
                // It died.
                Err(Nothing::Ever) => {}
            }
        }
    }

    /// Admits those that have started by now; once also waits for the first of them. On a machine
    /// that has no time for new threads, a report that waits is better than one of nothing.
    fn await_one(&mut self, deadline: Instant) {
        let now = Instant::now();
        self.admit(now, 0);
        if self.has_waited || !self.idle.is_empty() {
            return;
        }
        let until = now + deadline.saturating_duration_since(now) / 2;
        // They start in their order, about: while it waits for one, hardly another comes.
        self.admit(until, 1);
        self.has_waited = Instant::now() >= until;
    }

    /// Takes back a worker that was given up and has ended its work since.
    pub(super) fn give_back<T>(&mut self, busy: Busy<T>) {
        self.idle.push(busy.worker);
    }

    /// Does `work` on a worker, and waits until `deadline` for its end.
    pub(super) fn run<T, F>(&mut self, deadline: Instant, work: F) -> Ended<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        if self.idle.is_empty() {
            self.await_one(deadline);
        }
        let (tell, done) = handover();
        let mut work: Work = Box::new(move || {
            // Nobody listens any more if the work took too long.
            let _ = tell.give(work());
        });
        while let Some(worker) = self.idle.pop() {
            // A worker that died takes nothing; the next one may.
            match worker.work.give(work) {
                Ok(()) => return self.wait(worker, done, deadline),
                Err(refused) => work = refused,
            }
        }
        Ended::NoWorker
    }

    fn wait<T>(&mut self, worker: Worker, done: Taker<T>, deadline: Instant) -> Ended<T> {
        let left = deadline.saturating_duration_since(Instant::now());
        let soon = soon(&done, WATCH.min(left)).map_or_else(|| done.take(Some(deadline)), Ok);
        match soon {
            Ok(result) => {
                self.idle.push(worker);
                Ended::Done(result)
            }
            Err(Nothing::Yet) => Ended::Late(Busy { worker, done }),
            // The worker died of a panic that nothing could catch; the work is lost with it.
            Err(Nothing::Ever) => Ended::NoWorker,
        }
    }
}

impl Starting {
    fn start() -> io::Result<Starting> {
        let (work, todo) = handover::<Work>();
        let (tell, id) = handover();
        let body = move || {
            panic::make_ready();
            let enrolled = threads::enroll(Role::Worker);
            let _ = tell.give(enrolled.id());
            while let Some(work) = soon(&todo, WATCH).or_else(|| todo.take(None).ok()) {
                work();
            }
        };
        thread::Builder::new().name("gmr-worker".to_owned()).spawn(body)?;
        Ok(Starting { id, work })
    }
}

/// What comes within a moment, if anything does. The processor is left to whoever needs it.
fn soon<T>(from: &Taker<T>, moment: Duration) -> Option<T> {
    let begin = Instant::now();
    loop {
        match from.try_take() {
            Ok(value) => return Some(value),
            Err(Nothing::Yet) if begin.elapsed() < moment => thread::yield_now(),
            Err(_) => return None,
        }
    }
}

/// How long new workers are awaited; those that come later serve later.
const START: Duration = Duration::from_millis(200);

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(20);

    fn pool(count: usize) -> Pool {
        let mut pool = Pool::default();
        assert!(pool.fill(count).is_ok());
        pool
    }

    #[test]
    fn work_that_ends_in_time_gives_its_result_and_its_worker_back() {
        let mut pool = pool(1);
        for n in 0..3 {
            assert!(matches!(pool.run(Instant::now() + SOON, move || n), Ended::Done(m) if m == n));
        }
    }

    /// A worker that does one piece of work, and has not said yet that it is there.
    fn starting() -> (Starting, Giver<u64>) {
        let (work, todo) = handover::<Work>();
        let (tell, id) = handover();
        thread::spawn(move || todo.take(None).into_iter().for_each(|work| work()));
        (Starting { id, work }, tell)
    }

    #[test]
    fn who_starts_late_is_awaited() {
        let (late, tell) = starting();
        let mut pool = Pool { starting: vec![late], ..Pool::default() };
        let telling = thread::spawn(move || tell.give(1));
        assert!(matches!(pool.run(Instant::now() + SOON, || 7), Ended::Done(7)));
        assert_eq!(telling.join().ok(), Some(Ok(())));
    }

    #[test]
    fn who_is_held_up_is_not_awaited_if_another_is_there() {
        let ((held_up, _tell), (there, tell)) = (starting(), starting());
        assert_eq!(tell.give(1), Ok(()));
        let mut pool = Pool { starting: vec![held_up, there], ..Pool::default() };
        assert!(matches!(pool.run(Instant::now() + SOON, || 7), Ended::Done(7)));
        assert_eq!((pool.starting.len(), pool.has_waited), (1, false));
    }

    #[test]
    fn who_was_awaited_in_vain_is_not_awaited_again_and_serves_when_it_comes() {
        let (late, tell) = starting();
        let mut pool = Pool { starting: vec![late], ..Pool::default() };
        let soon = Instant::now() + Duration::from_millis(2);
        assert!(matches!(pool.run(soon, || ()), Ended::NoWorker));
        let (hand_back, handed_back) = handover();
        thread::spawn(move || {
            // To await it would take longer than this test waits.
            let ended = pool.run(Instant::now() + 4 * SOON, || ());
            let _ = hand_back.give((pool, matches!(ended, Ended::NoWorker)));
        });
        let Ok((mut pool, true)) = handed_back.take(Some(Instant::now() + SOON)) else {
            panic!("it was awaited again");
        };
        assert_eq!(tell.give(1), Ok(()));
        assert!(matches!(pool.run(Instant::now() + SOON, || 7), Ended::Done(7)));
    }

    #[test]
    fn a_busy_worker_is_given_up_and_taken_back_when_it_has_ended() {
        let mut pool = pool(1);
        let (go, wait) = handover::<()>();
        let Ended::Late(busy) = pool.run(Instant::now(), move || wait.take(None).is_ok()) else {
            panic!("the work ended before it could");
        };
        assert!(busy.is_busy());
        assert!(matches!(pool.run(Instant::now() + SOON, || ()), Ended::NoWorker));
        assert!(go.give(()).is_ok());
        assert_eq!(busy.done.take(None), Ok(true));
        pool.give_back(busy);
        assert!(matches!(pool.run(Instant::now() + SOON, || 7), Ended::Done(7)));
    }
}
