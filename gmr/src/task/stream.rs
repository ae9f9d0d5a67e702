//! A stream that is a task: what it waits for is where its next item comes from.

use super::Tracked;
use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};

impl<S: Stream> Stream for Tracked<S> {
    type Item = S::Item;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let mut this = self.project();
        this.handle
            .poll_until(context, Option::is_none, |context| this.future.as_mut().poll_next(context))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.future.size_hint()
    }
}
