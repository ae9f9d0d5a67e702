//! Round trips of busy tasks, without reports and with one each second, in turns.

use crate::runtime;
use gmr::Traced;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

const PAIRS: usize = 8;
const TURN: Duration = Duration::from_secs(3);
const TURNS: usize = 6;

pub(crate) fn measure() {
    let runtime = runtime();
    drop(gmr::collect());
    let mut trips = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        trips[0].push(turn(&runtime));
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let reporter = thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                drop(gmr::collect());
                thread::park_timeout(Duration::from_secs(1));
            }
        });
        trips[1].push(turn(&runtime));
        stop.store(true, Ordering::Relaxed);
        reporter.thread().unpark();
        reporter.join().expect("reports do not panic");
    }
    let median = |trips: &mut Vec<u64>| {
        trips.sort_unstable();
        trips[trips.len() / 2] as f64
    };
    let [without, with] = &mut trips;
    let ratio = median(with) / median(without);
    println!("round trips in {TURN:?}: {without:?} without reports, {with:?} with one a second");
    println!("{:.1} %", 100.0 * ratio);
}

fn turn(runtime: &Runtime) -> u64 {
    let count = Arc::new(AtomicU64::new(0));
    let until = Instant::now() + TURN;
    let players: Vec<_> = (0..PAIRS).map(|_| pair(runtime, count.clone(), until)).collect();
    for player in players {
        runtime.block_on(player).expect("it returns");
    }
    count.load(Ordering::Relaxed)
}

fn pair(runtime: &Runtime, count: Arc<AtomicU64>, until: Instant) -> tokio::task::JoinHandle<()> {
    let (ping, mut pings) = mpsc::channel(1);
    let (pong, mut pongs) = mpsc::channel(1);
    let answers = async move {
        while let Some(number) = pings.recv().await {
            if pong.send(number).await.is_err() {
                break;
            }
        }
    };
    runtime.spawn(answers.traced_as("answers"));
    let plays = async move {
        while Instant::now() < until {
            ping.send(1).await.expect("the other answers");
            pongs.recv().await;
            count.fetch_add(1, Ordering::Relaxed);
        }
    };
    runtime.spawn(plays.traced_as("plays"))
}
