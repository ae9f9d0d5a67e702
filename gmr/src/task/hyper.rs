//! The tasks that [hyper](::hyper) spawns.

use super::Tracked;
use ::hyper::rt;
use std::any::type_name;
use std::sync::Arc;

/// An executor for hyper whose tasks reports show: it spawns them on the current runtime of tokio.
///
/// It goes where `hyper_util::rt::TokioExecutor` went: servers of HTTP/2 spawn each stream by it,
/// clients each connection. The future of a server's connection is spawned by whoever accepts it,
/// as in `gmr::spawn(connection)`.
#[derive(Clone, Debug, Default)]
pub struct Executor {
    name: Option<Arc<str>>,
}

impl Executor {
    /// Names each task after what it does.
    pub fn new() -> Executor {
        Executor::default()
    }

    /// As `new`, with a name in front: of a service or of a connection's peer.
    pub fn named(name: impl Into<Arc<str>>) -> Executor {
        Executor { name: Some(name.into()) }
    }

    fn name_of<F>(&self) -> String {
        let role = role(type_name::<F>());
        self.name.as_ref().map_or_else(|| role.to_owned(), |name| format!("{name}: {role}"))
    }
}

impl<F> rt::Executor<F> for Executor
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    #[track_caller]
    fn execute(&self, future: F) {
        crate::sys::task::runtimes::note_sometimes();
        ::tokio::spawn(Tracked::new(future).named(self.name_of::<F>()));
    }
}

/// What a task is for. hyper says it in the types of its futures only; a type that a later version
/// renames has the general name.
fn role(future: &str) -> &'static str {
    let is_of = |module: &str| future.contains(module);
    if is_of("proto::h2::server::H2Stream") {
        "HTTP/2 stream"
    } else if is_of("proto::h2::client::") {
        "HTTP/2 connection"
    } else {
        "HTTP connection"
    }
}
