//! The requests of services of [tower](tower_service): axum, tonic and others.

use super::Tracked;
use std::panic::Location;
use std::task::{Context, Poll};
use tower_service::Service;

/// Shows each request as a task, named by its method and path.
///
/// The query is left out, as it may hold secrets. The task is the service's future, wherever that
/// is polled: reports show it below the task of its connection if that is tracked, and else by
/// itself. A router of axum takes it as `router.layer(Layer::new())`, a server of tonic likewise.
///
/// Reports say that a request was made where its layer was.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    place: &'static Location<'static>,
}

impl Layer {
    /// The layer.
    #[track_caller]
    #[expect(clippy::new_without_default, reason = "a default has no place in the source")]
    pub fn new() -> Layer {
        Layer { place: Location::caller() }
    }
}

impl<S> tower_layer::Layer<S> for Layer {
    type Service = Requests<S>;

    fn layer(&self, service: S) -> Requests<S> {
        Requests { service, place: self.place }
    }
}

/// The service that [`Layer`] makes of another.
#[derive(Clone, Debug)]
pub struct Requests<S> {
    service: S,
    place: &'static Location<'static>,
}

impl<S, B> Service<http::Request<B>> for Requests<S>
where
    S: Service<http::Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Tracked<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<B>) -> Tracked<S::Future> {
        let name = format!("{} {}", request.method(), request.uri().path());
        Tracked::made_at(self.place, self.service.call(request)).named(name)
    }
}
