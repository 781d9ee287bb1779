//! Contents of attachments outside of the database: a folder, or a bucket of an S3-compatible store, which several
//! machines share. The database says what there is; a content that it does not name is waste and nothing else.

use std::{path::PathBuf, sync::Arc, time::Duration};

use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, aws::AmazonS3Builder,
    local::LocalFileSystem, path::Path,
};

use super::StorageError;
use crate::{StartError, random};

/// Longer than eight megabytes take within a computing centre; who uploads is told to come back.
const PATIENCE: Duration = Duration::from_secs(20);

/// A place for contents.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    store: Arc<dyn ObjectStore>,
    /// Before every name.
    prefix: String,
}

impl Contents {
    /// Opens `DIR` or `s3://BUCKET/PREFIX`, and tries it: what cannot be written is said at the start and not at
    /// the first upload.
    ///
    /// # Errors
    /// In words for the operator.
    pub(crate) async fn open(place: &str) -> Result<Self, StartError> {
        let fail =
            |reason: String| StartError::Attachments { place: shown(place).to_owned(), reason };
        let opened = if place.starts_with("s3://") { bucket(place) } else { folder(place) };
        let contents = opened.map_err(fail)?;
        let tried = async {
            let name = contents.put("start", b"start".to_vec()).await?;
            contents.forget(&name).await;
            Ok::<_, StorageError>(())
        };
        tried.await.map_err(|_| {
            fail(
                "nothing can be written there; is it reachable, and may this server write?"
                    .to_owned(),
            )
        })?;
        Ok(contents)
    }

    /// Stores a content of this office under a name that no other has; gives the name back.
    pub(crate) async fn put(&self, office: &str, content: Vec<u8>) -> Result<String, StorageError> {
        let name = format!("{office}/{}", random::identifier());
        let path = self.path(&name);
        let putting = self.store.put(&path, PutPayload::from(content));
        match tokio::time::timeout(PATIENCE, putting).await {
            Ok(Ok(_)) => Ok(name),
            _ => Err(refused("put")),
        }
    }

    /// The content of this name.
    pub(crate) async fn get(&self, name: &str) -> Result<Vec<u8>, StorageError> {
        let path = self.path(name);
        let getting = async {
            let found = self.store.get(&path).await?;
            found.bytes().await
        };
        match tokio::time::timeout(PATIENCE, getting).await {
            Ok(Ok(bytes)) => Ok(bytes.to_vec()),
            _ => Err(refused("get")),
        }
    }

    /// Deletes a content that nothing names any more. What stays because the store does not answer is waste.
    pub(crate) async fn forget(&self, name: &str) {
        let path = self.path(name);
        if !matches!(tokio::time::timeout(PATIENCE, self.store.delete(&path)).await, Ok(Ok(()))) {
            // The name is random and says nothing about anybody.
            tracing::warn!(name, "a content that nothing names could not be deleted");
        }
    }

    fn path(&self, name: &str) -> Path {
        Path::from(format!("{}/{name}", self.prefix))
    }
}

fn refused(what: &'static str) -> StorageError {
    tracing::error!(what, "the store of attachments refused");
    StorageError
}

/// The place without what stands behind the question mark.
fn shown(place: &str) -> &str {
    place.split('?').next().unwrap_or_default()
}

fn folder(place: &str) -> Result<Contents, String> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    let path = PathBuf::from(place);
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&path);
    made.map_err(|error| error.kind().to_string())?;
    let mode = std::fs::metadata(&path).map_err(|error| error.kind().to_string())?.mode();
    if mode & 0o077 != 0 {
        return Err(format!("others may read it (mode {:o}); run: chmod 700", mode & 0o777));
    }
    let store =
        LocalFileSystem::new_with_prefix(&path).map_err(|_| "it is no folder".to_owned())?;
    // A receipt promises that what was filed survives a power cut.
    Ok(Contents { store: Arc::new(store.with_fsync(true)), prefix: "attachments".to_owned() })
}

/// `s3://BUCKET/PREFIX?endpoint=URL&region=NAME&anonymous=true`; who asks is in the environment (`AWS_ACCESS_KEY_ID` and its
/// like), so that no secret stands on a command line.
fn bucket(place: &str) -> Result<Contents, String> {
    // Where nobody has chosen who does the cryptography, this one does; the rest of the server uses it too.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (address, options) = place.split_once('?').unwrap_or((place, ""));
    let rest = address.strip_prefix("s3://").unwrap_or_default();
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return Err("it looks like s3://BUCKET/PREFIX?endpoint=URL&region=NAME".to_owned());
    }
    let mut client = ClientOptions::new().with_timeout(PATIENCE);
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
    for (name, value) in form_urlencoded::parse(options.as_bytes()) {
        builder = match &*name {
            "endpoint" => {
                // Without TLS only on this machine: attachments are personal.
                let is_here = ["http://127.0.0.1:", "http://[::1]:", "http://localhost:"];
                client = client.with_allow_http(is_here.iter().any(|here| value.starts_with(here)));
                builder.with_endpoint(value)
            }
            "region" => builder.with_region(value),
            // A store inside, that asks nobody's name.
            "anonymous" => builder.with_skip_signature(value == "true"),
            other => return Err(format!("{other} is not an option of s3://")),
        };
    }
    let retry = RetryConfig { max_retries: 2, retry_timeout: PATIENCE, ..RetryConfig::default() };
    let store = builder.with_client_options(client).with_retry(retry).build();
    let store = store.map_err(|error| error.to_string())?;
    let prefix = if prefix.is_empty() { "attachments" } else { prefix };
    Ok(Contents { store: Arc::new(store), prefix: prefix.trim_matches('/').to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_understood_or_said_to_be_wrong() {
        assert!(bucket("s3://").is_err());
        let wrong = bucket("s3://city/x?key=secret").unwrap_err();
        assert!(wrong.contains("key") && !wrong.contains("secret"), "{wrong}");
        let good = bucket("s3://city/a/b/?endpoint=https://s3.example&region=sh").unwrap();
        assert_eq!(good.path("psb/x").as_ref(), "a/b/psb/x");
        assert_eq!(shown("s3://city/x?endpoint=https://s3.example"), "s3://city/x");
    }
}
