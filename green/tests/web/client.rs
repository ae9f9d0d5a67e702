//! A client and a server of hyper whose connections are tasks.

use crate::listen;
use axum::body::Body;
use gmr::task::hyper::Executor;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Request, Response};
use hyper_util::client::legacy;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use tokio::net::TcpListener;

pub(crate) type Client<B> = legacy::Client<legacy::connect::HttpConnector, B>;

/// One for HTTP/1.1 or for HTTP/2.
pub(crate) fn client<B>(is_http2: bool) -> Client<B>
where
    B: hyper::body::Body + Send,
    B::Data: Send,
{
    legacy::Client::builder(Executor::named("client")).http2_only(is_http2).build_http()
}

/// What is answered to a text.
pub(crate) async fn ask(client: &Client<Body>, url: String, text: String) -> String {
    let method = if text.is_empty() { "GET" } else { "POST" };
    let request = Request::builder().method(method).uri(url).body(Body::from(text)).unwrap();
    let response = client.request(request).await.unwrap();
    assert!(response.status().is_success(), "{response:?}");
    let answer = response.into_body().collect().await.unwrap();
    String::from_utf8(answer.to_bytes().to_vec()).unwrap()
}

/// Serves both versions of HTTP, and says where.
pub(crate) async fn serve<S, B>(service: S) -> String
where
    S: tower_service::Service<
            Request<Incoming>,
            Response = Response<B>,
            Error = Infallible,
            Future: Send + 'static,
        > + Clone
        + Send
        + Sync
        + 'static,
    B: hyper::body::Body<Data: Send, Error: std::error::Error + Send + Sync> + Send + 'static,
{
    let (listener, url) = listen().await;
    gmr::spawn(accept(listener, service));
    url
}

async fn accept<S, B>(listener: TcpListener, service: S)
where
    S: tower_service::Service<
            Request<Incoming>,
            Response = Response<B>,
            Error = Infallible,
            Future: Send + 'static,
        > + Clone
        + Send
        + Sync
        + 'static,
    B: hyper::body::Body<Data: Send, Error: std::error::Error + Send + Sync> + Send + 'static,
{
    while let Ok((stream, _)) = listener.accept().await {
        let service = TowerToHyperService::new(service.clone());
        let connection = async move {
            let server = auto::Builder::new(Executor::named("server"));
            // A client that goes away is no error of the server.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        };
        let task = gmr::task::tokio::Builder::new().name("server: connection");
        task.spawn(connection).unwrap();
    }
}
