//! The server of the edition that is shown, started again for the next one at the same address, on the same keys and
//! the same database: who has the page open keeps wallet and draft.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use cert_server::{Config, Preview, PreviewNews, Running, start};
use tokio::runtime::Runtime;

use super::city::Staged;
use super::places::Scratch;
use crate::Failure;

/// A server on the loopback address.
pub(crate) struct Serving {
    config: Config,
    news: PreviewNews,
    at_work: Option<(Runtime, Running)>,
}

impl Serving {
    /// Starts it for the first edition; when this returns, it answers.
    ///
    /// # Errors
    /// When the address, the app or the city cannot be served.
    pub(crate) fn start(
        scratch: &Scratch,
        app: &Path,
        port: u16,
        file: &str,
        staged: &Staged,
    ) -> Result<Self, Failure> {
        let news = PreviewNews::default();
        let mut config = Config::new(scratch.data());
        config.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        config.app = Some(app.to_path_buf());
        config.preview = Some(Preview {
            service: staged.service.clone(),
            file: file.to_owned(),
            people: staged.people.clone(),
            news: news.clone(),
        });
        let mut serving = Self { config, news, at_work: None };
        serving.again(staged)?;
        Ok(serving)
    }

    /// Serves this edition from now on.
    ///
    /// # Errors
    /// When it cannot be served; then nothing is.
    pub(crate) fn again(&mut self, staged: &Staged) -> Result<(), Failure> {
        self.stop();
        self.config.world = Some(staged.world.clone());
        if let Some(preview) = &mut self.config.preview {
            preview.service.clone_from(&staged.service);
            preview.people.clone_from(&staged.people);
        }
        let failed = |error: &dyn std::fmt::Display| Failure::refused(error.to_string());
        let runtime = Runtime::new().map_err(|error| failed(&error))?;
        let running =
            runtime.block_on(start(self.config.clone())).map_err(|error| failed(&error))?;
        // The next edition takes the same place.
        self.config.listen = running.address();
        self.at_work = Some((runtime, running));
        self.news.served();
        Ok(())
    }

    /// Tells the page what is wrong with the file; nothing when it is the file that is served.
    pub(crate) fn found(&self, findings: Vec<String>) {
        self.news.found(findings);
    }

    /// The address of the author's page.
    pub(crate) fn page(&self) -> String {
        format!("http://{}/specimen/preview", self.config.listen)
    }

    /// Ends at once what is served. Connections that a browser keeps open would go on with the old edition, so they
    /// end with what serves them.
    pub(crate) fn stop(&mut self) {
        if let Some((runtime, running)) = self.at_work.take() {
            runtime.block_on(running.kill());
            runtime.shutdown_background();
        }
    }
}
