//! tonic, without generated code: one unary method that says a text back.

use crate::web::client::{Client, client, serve};
use crate::{event, runtime, wait, waits};
use axum::body::Bytes;
use gmr::task::tower::Layer;
use gmr_green::{Reports, eventually, turn};
use hyper::body::Incoming;
use hyper::http;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::Notify;
use tokio::task::spawn_blocking;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::server::UnaryService;
use tonic::{Request, Response, Status};
use tower_layer::Layer as _;

/// Messages are bytes as they come.
#[derive(Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Raw;
    type Decoder = Raw;

    fn encoder(&mut self) -> Raw {
        Raw
    }

    fn decoder(&mut self) -> Raw {
        Raw
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        bytes::BufMut::put(buffer, message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        let length = bytes::Buf::remaining(buffer);
        Ok(Some(bytes::Buf::copy_to_bytes(buffer, length)))
    }
}

type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a generated server is: it waits for the event if the text is empty.
#[derive(Clone)]
struct Echo(Arc<Notify>);

impl UnaryService<Bytes> for Echo {
    type Response = Bytes;
    type Future = Later<Result<Response<Bytes>, Status>>;

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let event = self.0.clone();
        Box::pin(async move {
            let text = request.into_inner();
            let is_empty = text.is_empty();
            let answer = if is_empty { wait(&event).await.into() } else { text };
            Ok(Response::new(answer))
        })
    }
}

impl tower_service::Service<http::Request<Incoming>> for Echo {
    type Response = http::Response<tonic::body::Body>;
    type Error = Infallible;
    type Future = Later<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Incoming>) -> Self::Future {
        let echo = self.clone();
        Box::pin(async move { Ok(tonic::server::Grpc::new(Raw).unary(echo, request).await) })
    }
}

async fn ask(client: Client<tonic::body::Body>, url: &str, text: Bytes) -> Bytes {
    let mut client = tonic::client::Grpc::with_origin(client, url.parse().unwrap());
    client.ready().await.unwrap();
    let method = http::uri::PathAndQuery::from_static("/echo.Echo/Say");
    client.unary(Request::new(text), method, Raw).await.unwrap().into_inner()
}

#[test]
fn a_call_is_a_task_named_by_its_method() {
    let _turn = turn();
    runtime().block_on(async {
        let (waited, event) = event();
        let url = serve(Layer::new().layer(Echo(waited))).await;
        let answer = gmr::spawn(async move { ask(client(true), &url, Bytes::new()).await });
        let look = || eventually("the call", |tasks| waits(tasks, "POST /echo.Echo/Say"));
        spawn_blocking(look).await.unwrap();
        event.notify_one();
        assert_eq!(answer.await.unwrap(), "at last");
    });
}

#[test]
fn all_answers_are_right_under_reports() {
    let _turn = turn();
    let reports = Reports::start();
    runtime().block_on(async {
        let url = serve(Layer::new().layer(Echo(Arc::default()))).await;
        let client = client(true);
        let mut set = gmr::task::tokio::JoinSet::new();
        for _ in 0..8 {
            let (client, url) = (client.clone(), url.clone());
            set.spawn(async move {
                for length in 1..50 {
                    let text = Bytes::from(vec![7; length * 37]);
                    assert_eq!(ask(client.clone(), &url, text.clone()).await, text);
                }
            });
        }
        set.join_all().await;
    });
    assert!(reports.count() > 0);
}
