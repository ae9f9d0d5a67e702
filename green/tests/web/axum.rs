//! axum behind its own server, which spawns where nobody sees it, and behind hyper's.

use crate::web::client::{ask, client, serve};
use crate::{event, listen, runtime, wait, waits};
use axum::Router;
use axum::routing::{get, post};
use gmr_green::{Reports, eventually, find, turn};
use std::sync::Arc;
use tokio::sync::Notify;
use tokio::task::spawn_blocking;

fn app(event: Arc<Notify>) -> Router {
    Router::new()
        .route("/slow", get(async move || wait(&event).await))
        .route("/echo", post(async |text: String| text))
        .layer(gmr::task::tower::Layer::new())
}

async fn serve_by_axum(app: Router) -> String {
    let (listener, url) = listen().await;
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

#[test]
fn a_request_is_a_task_named_by_its_method_and_path() {
    let _turn = turn();
    runtime().block_on(async {
        let (waited, event) = event();
        let url = serve_by_axum(app(waited)).await;
        let client = client(false);
        let slow = format!("{url}/slow?key=hidden-in-the-query");
        let answer = gmr::spawn(async move { ask(&client, slow, String::new()).await });
        let report = spawn_blocking(|| {
            eventually("the request", |tasks| waits(tasks, "GET /slow"));
            gmr::collect()
        });
        let text = gmr::view::text(&report.await.unwrap());
        assert!(text.contains("GET /slow"), "{text}");
        assert!(!text.contains("hidden-in-the-query"), "{text}");
        event.notify_one();
        assert_eq!(answer.await.unwrap(), "at last");
    });
}

#[test]
fn a_stream_of_http2_awaits_its_request() {
    let _turn = turn();
    runtime().block_on(async {
        let (waited, event) = event();
        let url = serve(app(waited)).await;
        let client = client(true);
        let answer =
            gmr::spawn(async move { ask(&client, format!("{url}/slow"), String::new()).await });
        let look = spawn_blocking(|| {
            eventually("the tree", |tasks| {
                waits(tasks, "GET /slow")?;
                let request = find(tasks, "GET /slow")?;
                let stream = find(tasks, "server: HTTP/2 stream")?;
                find(tasks, "client: HTTP connection")?;
                find(tasks, "server: connection")?;
                stream.awaits.contains(&request.id).then_some(())
            });
        });
        look.await.unwrap();
        event.notify_one();
        assert_eq!(answer.await.unwrap(), "at last");
    });
}

#[test]
fn all_answers_are_right_under_reports() {
    let _turn = turn();
    let reports = Reports::start();
    runtime().block_on(async {
        let urls = [serve_by_axum(app(Arc::default())).await, serve(app(Arc::default())).await];
        let clients = [client(false), client(true)];
        let mut set = gmr::task::tokio::JoinSet::new();
        for number in 0..16 {
            let (client, url) = (clients[number % 2].clone(), urls[number / 2 % 2].clone());
            set.spawn(async move {
                for length in 1..50 {
                    let text = "x".repeat(length * 37);
                    assert_eq!(ask(&client, format!("{url}/echo"), text.clone()).await, text);
                }
            });
        }
        set.join_all().await;
    });
    assert!(reports.count() > 0);
}
