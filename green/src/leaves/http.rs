//! Both ends of a connection of hyper.

use crate::case::{Case, Shown, case, leaf};
use gmr::Traced;
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, client, server};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::io::{DuplexStream, duplex};
use tokio::sync::Notify;

pub(crate) fn cases() -> Vec<Case> {
    vec![idle_server(), slow_handler(), waiting_client()]
}

/// Serves one connection; each request waits for the event.
async fn serve(stream: DuplexStream, event: Arc<Notify>) {
    let handler = service_fn(move |_: Request<Incoming>| {
        let event = event.clone();
        async move {
            event.notified().await;
            Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new()))
        }
    });
    let connection =
        server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), handler);
    connection.await.unwrap();
}

/// Asks once; the connection is a task of its own.
async fn ask(stream: DuplexStream) {
    let (mut sender, connection) =
        client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    let connection = tokio::spawn(connection);
    let request = Request::get("/").body(Empty::<Bytes>::new()).unwrap();
    let response = sender.send_request(request).await.unwrap();
    assert!(response.status().is_success());
    drop((response, sender));
    connection.await.unwrap().unwrap();
}

fn idle_server() -> Case {
    let (one, other) = duplex(1024);
    let wait = async move {
        serve(one, Arc::default()).await // waits
    };
    leaf("hyper server, idle", &["serve", "Connection"], wait, move || drop(other))
}

fn slow_handler() -> Case {
    let (one, other) = duplex(1024);
    let event = Arc::new(Notify::new());
    let notify = event.clone();
    let wait = async move {
        let client = tokio::spawn(ask(other));
        serve(one, event).await; // waits
        client.await.unwrap();
    };
    leaf("hyper server, slow handler", &["serve", "Notified"], wait, move || notify.notify_one())
}

fn waiting_client() -> Case {
    let (one, other) = duplex(1024);
    let event = Arc::new(Notify::new());
    let notify = event.clone();
    let wait = async move {
        let server = tokio::spawn(serve(one, event));
        ask(other).traced_as("a client").await; // waits
        server.await.unwrap();
    };
    let end = move || notify.notify_one();
    case("hyper client", Shown::Children("a client"), wait, end)
}
