//! Reports of any size, made of what a real one is made of.

use gmr::model::{
    Content, CpuTime, Frame, Report, Section, Stack, StackEnd, Thread, ThreadState, Threads, Wait,
};
use std::sync::Arc;
use std::time::Duration;

/// So many frames has each stack: about what a thread of a tokio service has.
const FRAMES: usize = 15;

/// A report of so many threads, each on a stack of its own.
pub(crate) fn report(threads: usize) -> Report {
    let mut report = Arc::unwrap_or_clone(gmr::collect());
    let mut made = Threads::default();
    // As in a real one, stacks share most of their frames.
    let frames: Vec<Arc<Frame>> = (0..4 * FRAMES).map(|at| Arc::new(frame(at))).collect();
    for at in 0..threads {
        let own = Arc::new(frame(at));
        let shared =
            (1..FRAMES).map(|depth| Arc::clone(&frames[(at + depth * depth) % frames.len()]));
        let mut stack = Stack::new([], StackEnd::Root);
        stack.id = format!("{at:016x}");
        stack.frames = std::iter::once(own).chain(shared).collect();
        made.stacks.push(stack);
        made.threads.push(thread(at));
    }
    report.sections.retain(|section| !matches!(section.content, Content::Threads(_)));
    report.sections.insert(1, Section::new("Threads", Content::Threads(made)));
    report
}

fn frame(at: usize) -> Frame {
    let mut frame = Frame::new(0x5555_5555_0000 + 16 * at as u64);
    let name = format!(
        "<shop::orders::handler{at}::Handler<core::marker::PhantomData<shop::model::Order>> as \
         tower_service::Service<http::request::Request<axum_core::body::Body>>>::call"
    );
    frame.function = Some(name.into());
    frame.file = Some(format!("/home/build/shop/crates/orders/src/handler{at}.rs").into());
    frame.line = Some(at as u32 + 1);
    frame.column = Some(9);
    frame.module = Some("/usr/local/bin/shop-orders".into());
    frame.offset = Some(16 * at as u64);
    frame.inlined = at.is_multiple_of(3);
    frame
}

fn thread(at: usize) -> Thread {
    let mut thread = Thread::new(at as u64 + 1000);
    thread.name = format!("worker-{at}");
    thread.state = Some(ThreadState::Sleeping);
    thread.stack = Ok(at);
    thread.age = Some(Duration::from_secs(3600));
    thread.cpu = Some(CpuTime::default());
    thread.wait = wait();
    thread
}

/// What a real thread of this process waits for: only gmr makes one.
fn wait() -> Option<Wait> {
    static WAIT: std::sync::OnceLock<Option<Wait>> = std::sync::OnceLock::new();
    let known = WAIT.get_or_init(|| {
        let report = gmr::collect();
        report.threads()?.threads.iter().find_map(|thread| thread.wait.clone())
    });
    known.clone()
}
