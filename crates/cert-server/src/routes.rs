//! Routes that know what they are, so that their description can be held against them.

use axum::{
    Router,
    handler::Handler,
    routing::{self, MethodRouter},
};

use crate::Shared;

/// A router, and the methods and paths that it was given.
pub(crate) struct Routes {
    router: Router<Shared>,
    known: Vec<(&'static str, &'static str)>,
}

impl Routes {
    pub(crate) fn none() -> Self {
        Self { router: Router::new(), known: Vec::new() }
    }

    pub(crate) fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.with("get", path, routing::get(handler))
    }

    pub(crate) fn post<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.with("post", path, routing::post(handler))
    }

    pub(crate) fn put<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.with("put", path, routing::put(handler))
    }

    fn with(
        mut self,
        method: &'static str,
        path: &'static str,
        answers: MethodRouter<Shared>,
    ) -> Self {
        self.known.push((method, path));
        Self { router: self.router.route(path, answers), known: self.known }
    }

    pub(crate) fn into_router(self) -> Router<Shared> {
        self.router
    }

    /// Methods and paths, as they were given.
    #[cfg(test)]
    pub(crate) fn known(&self) -> &[(&'static str, &'static str)] {
        &self.known
    }
}
