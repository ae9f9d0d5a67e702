//! One task that waits five awaits deep, written for each.

use std::sync::Arc;
use tokio::sync::Notify;

pub(crate) mod plain {
    use super::*;

    pub(crate) async fn one(event: Arc<Notify>) {
        two(event).await;
    }

    async fn two(event: Arc<Notify>) {
        three(event).await;
    }

    async fn three(event: Arc<Notify>) {
        four(event).await;
    }

    async fn four(event: Arc<Notify>) {
        five(&event).await;
    }

    async fn five(event: &Notify) {
        event.notified().await;
    }
}

pub(crate) mod framed {
    use super::*;
    use async_backtrace::framed;

    #[framed]
    pub(crate) async fn one(event: Arc<Notify>) {
        two(event).await;
    }

    #[framed]
    async fn two(event: Arc<Notify>) {
        three(event).await;
    }

    #[framed]
    async fn three(event: Arc<Notify>) {
        four(event).await;
    }

    #[framed]
    async fn four(event: Arc<Notify>) {
        five(&event).await;
    }

    #[framed]
    async fn five(event: &Notify) {
        event.notified().await;
    }
}

pub(crate) mod instrumented {
    use super::*;
    use await_tree::InstrumentAwait;

    pub(crate) async fn one(event: Arc<Notify>) {
        two(event).instrument_await("two").await;
    }

    async fn two(event: Arc<Notify>) {
        three(event).instrument_await("three").await;
    }

    async fn three(event: Arc<Notify>) {
        four(event).instrument_await("four").await;
    }

    async fn four(event: Arc<Notify>) {
        five(&event).instrument_await("five").await;
    }

    async fn five(event: &Notify) {
        event.notified().instrument_await("notified").await;
    }
}
