//! The built app, read into memory at start: no path of a request ever reaches the disk.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use crate::{StartError, tag};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};

/// A built app is below 10 MB; more is the wrong folder.
const MAX_TOTAL: u64 = 64 * 1_048_576;

/// Folders of a built app are few and shallow.
const MAX_DEPTH: u32 = 6;

/// The files by their path, which begins with a slash.
#[derive(Debug, Default)]
pub(crate) struct StaticFiles {
    files: HashMap<String, File>,
    /// Whether every other path is a page of the app.
    is_app: bool,
}

#[derive(Debug)]
struct File {
    content: Bytes,
    brotli: Option<Bytes>,
    media_type: &'static str,
    cache: &'static str,
    tag: HeaderValue,
}

impl StaticFiles {
    /// Reads the folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, StartError> {
        let fail =
            |reason: &str| StartError::App { path: folder.to_owned(), reason: reason.to_owned() };
        let mut contents = HashMap::new();
        let mut total = 0;
        collect(folder, "", MAX_DEPTH, &mut total, &mut contents)
            .map_err(|error| fail(&error.kind().to_string()))?;
        if total > MAX_TOTAL {
            return Err(fail("it holds more than a built app"));
        }
        if !contents.contains_key("/index.html") {
            return Err(fail("there is no index.html; build the app first"));
        }
        Ok(Self { files: packed_up(contents), is_app: true })
    }

    /// Reads a business's own pages: folders, and where each is mounted.
    pub(crate) fn site(mounts: &[(String, PathBuf)]) -> Result<Self, StartError> {
        let mut contents = HashMap::new();
        let mut total = 0;
        for (prefix, folder) in mounts {
            let fail =
                |reason: &str| StartError::App { path: folder.clone(), reason: reason.to_owned() };
            collect(folder, prefix.trim_end_matches('/'), MAX_DEPTH, &mut total, &mut contents)
                .map_err(|error| fail(&error.kind().to_string()))?;
            if total > MAX_TOTAL {
                return Err(fail("it holds more than a few pages"));
            }
        }
        Ok(Self { files: packed_up(contents), is_app: false })
    }

    /// The page that starts the app.
    pub(crate) fn index_html(&self) -> Option<&str> {
        self.files.get("/index.html").and_then(|file| std::str::from_utf8(&file.content).ok())
    }

    /// Whether there is such a file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The file at this path, or the app's page for a path that the app itself routes.
    pub(crate) fn answer(&self, path: &str, request: &HeaderMap) -> Option<Response> {
        let last = path.rsplit('/').next().unwrap_or_default();
        let file = match self.files.get(path) {
            Some(file) => file,
            None if self.is_app && !last.contains('.') && !is_interface(path) => {
                self.files.get("/index.html")?
            }
            // A business's page without its ending.
            None if !self.is_app && path.ends_with('/') => {
                self.files.get(&format!("{path}index.html"))?
            }
            None if !self.is_app && !last.contains('.') => {
                self.files.get(&format!("{path}.html"))?
            }
            None => return None,
        };
        Some(file.answer(request))
    }
}

/// With the compressed copies beside what they are copies of.
fn packed_up(mut contents: HashMap<String, Bytes>) -> HashMap<String, File> {
    let packed: HashMap<String, Bytes> =
        contents.extract_if(|path, _| path.ends_with(".br")).collect();
    let files = contents.into_iter().map(|(path, content)| {
        let brotli = packed.get(&format!("{path}.br")).cloned();
        let file = File {
            media_type: media_type(&path),
            cache: if is_for_good(&path) {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            },
            tag: tag::of(&content),
            content,
            brotli,
        };
        (path, file)
    });
    files.collect()
}

impl File {
    fn answer(&self, request: &HeaderMap) -> Response {
        let mut response = if tag::is_known(request, &self.tag) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            match self.brotli.clone().filter(|_| takes_brotli(request)) {
                Some(packed) => {
                    let mut response = Response::new(Body::from(packed));
                    response
                        .headers_mut()
                        .insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
                    response
                }
                None => Response::new(Body::from(self.content.clone())),
            }
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache));
        headers.insert(header::ETAG, self.tag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        response
    }
}

fn takes_brotli(request: &HeaderMap) -> bool {
    let values = request.get_all(header::ACCEPT_ENCODING).iter();
    let mut items =
        values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    items.any(|item| item.split(';').next().is_some_and(|item| item.trim() == "br"))
}

/// First segments of paths that are interfaces: a miss there is a miss, and never the app's page.
const INTERFACES: &[&str] = &[
    "offices",
    "issuer",
    "status",
    "trust",
    "forms",
    "departments",
    "specimen",
    "relay",
    "healthz",
    "readyz",
    "metrics",
    ".well-known",
];

fn is_interface(path: &str) -> bool {
    path.split('/').nth(1).is_some_and(|first| INTERFACES.contains(&first))
}

/// All files of one version lie in a folder that is named by their digest (`/v/…/`). Trunk, for
/// those who use it, puts a hash of at least 12 hexadecimal digits into the name.
fn is_for_good(path: &str) -> bool {
    let is_hash =
        |part: &str| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name = path.rsplit('/').next().unwrap_or_default();
    let folder = path.strip_prefix("/v/").and_then(|rest| rest.split_once('/'));
    folder.is_some_and(|(version, _)| is_hash(version)) || name.split(['-', '.', '_']).any(is_hash)
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "jws" | "jose" | "jwt" => "application/jose",
        _ => "application/octet-stream",
    }
}

fn collect(
    folder: &Path,
    prefix: &str,
    depth: u32,
    total: &mut u64,
    found: &mut HashMap<String, Bytes>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // What tools keep beside the pages is nobody's to fetch.
        if name.starts_with('.') || name == "node_modules" {
            continue;
        }
        let path = format!("{prefix}/{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() && depth > 0 {
            collect(&entry.path(), &path, depth - 1, total, found)?;
        } else if kind.is_file() {
            *total += entry.metadata()?.len();
            if *total <= MAX_TOTAL {
                found.insert(path, fs::read(entry.path())?.into());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_never_changes_is_kept_for_good() {
        for fixed in [
            "/v/3f1c2a9b8d7e6f50/app.js",
            "/v/3f1c2a9b8d7e6f50/form.wasm",
            "/cert-app-3f1c2a9b8d7e6f50_bg.wasm",
            "/style-0a1b2c3d4e5f6a7b.css",
        ] {
            assert!(is_for_good(fixed), "{fixed}");
        }
        for plain in ["/index.html", "/service.js", "/icon.svg", "/v/app.js", "/v/latest/app.js"] {
            assert!(!is_for_good(plain), "{plain}");
        }
    }

    /// The service worker answers for pages of the app only; the list is written in both places.
    #[test]
    fn the_service_worker_leaves_the_interfaces_alone() {
        let worker = include_str!("../../../www/service.js");
        let line = worker.lines().find(|line| line.starts_with("const INTERFACES"));
        let quoted = line.unwrap_or_default().split('"').skip(1).step_by(2);
        assert_eq!(quoted.collect::<Vec<_>>(), INTERFACES);
    }

    #[test]
    fn a_miss_under_an_interface_is_a_miss() {
        assert!(is_interface("/offices/psb/unknown"));
        assert!(!is_interface("/services/form"));
        assert!(!is_interface("/"));
    }
}
