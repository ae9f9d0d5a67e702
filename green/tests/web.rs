//! Tasks that libraries spawn: the connections of hyper, the requests of axum, tonic and actix.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

mod web {
    mod actix;
    mod axum;
    pub(crate) mod client;
    mod tonic;
}

use gmr::model::Tasks;
use gmr_green::{find, lines};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// Where a request waits that the tests hold up.
const WAIT: u32 = line!() + 2;
async fn wait(event: &Notify) -> &'static str {
    event.notified().await;
    "at last"
}

/// Whether a task of this name waits there.
fn waits(tasks: &Tasks, name: &str) -> Option<()> {
    let task = find(tasks, name)?;
    (task.flaw.is_none() && lines(tasks, task, file!()).contains(&WAIT)).then_some(())
}

fn event() -> (Arc<Notify>, Arc<Notify>) {
    let event = Arc::new(Notify::new());
    (event.clone(), event)
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}
