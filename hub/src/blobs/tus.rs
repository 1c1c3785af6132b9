//! tus 1.0.0 with the extensions creation, creation-with-upload and termination (tus.io/protocols/resumable-upload).

use super::uploads::Upload;
use super::{BlobInfo, Blobs};
use crate::access::{self, Viewer};
use crate::accounts::Accounts;
use crate::error::Fault;
use crate::part::Part;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fettle_core::kernel::Hash;
use fettle_core::sync::protocol::{MAX_BLOB_BYTES, MAX_RESCUE_BYTES, paths};

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const VERSION: &str = "1.0.0";
/// The media type of pieces.
const PIECES: &str = "application/offset+octet-stream";

/// What this server can do.
pub(super) async fn options() -> Response {
    let headers = [
        (RESUMABLE, VERSION.to_owned()),
        (HeaderName::from_static("tus-version"), VERSION.to_owned()),
        (HeaderName::from_static("tus-extension"), "creation,creation-with-upload,termination".to_owned()),
        (HeaderName::from_static("tus-max-size"), MAX_BLOB_BYTES.to_string()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Announces an upload; its bytes, or the first of them, may come along.
pub(super) async fn create(
    State(accounts): State<Part<Accounts>>,
    State(blobs): State<Part<Blobs>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    let viewer = sender(&accounts, &headers).await?;
    let bad = || Fault::bad("bad_upload");
    let size = number(&headers, &LENGTH).ok_or_else(bad)?;
    let hash: Hash = metadata(&headers, "sha256").and_then(|text| text.parse().ok()).ok_or_else(bad)?;
    let media_type = metadata(&headers, "type").unwrap_or_else(|| "application/octet-stream".to_owned());
    if !plausible(&media_type) {
        return Err(bad());
    }
    // A bundle holds many photos.
    let most = if media_type == fettle_core::rescue::MEDIA_TYPE { MAX_RESCUE_BYTES } else { MAX_BLOB_BYTES };
    if size > most {
        let fault = Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "blob_too_large");
        return Err(fault.with("megabytes", most / 1024 / 1024));
    }
    let blob = BlobInfo { hash, size, media_type };
    blobs.must_have_room(&blob, viewer.id).await?;
    blobs.make_room(viewer.id).await?;
    let upload = blobs.announce(blob, viewer.id).await?;
    // Who may read it need not send it; from everybody else it is taken like one that nobody sent, and nobody learns that it is here.
    if access::may_read(&blobs, &accounts, &viewer, hash).await? {
        blobs.hold(hash, viewer.id).await?;
    }
    let offset = match blobs.offset(&upload).await? {
        // Nothing is to be sent: it is whole at once.
        _ if size == 0 => blobs.append(&upload, 0, Body::empty()).await?,
        at if brings_bytes(&headers) => blobs.append(&upload, at, body).await?,
        at => at,
    };
    let location = format!("{}/{}", paths::UPLOADS, upload.id);
    let headers = [(RESUMABLE, VERSION.to_owned()), (header::LOCATION, location), (OFFSET, offset.to_string())];
    Ok((StatusCode::CREATED, headers).into_response())
}

/// How far an upload is.
pub(super) async fn head(
    State(accounts): State<Part<Accounts>>,
    State(blobs): State<Part<Blobs>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let upload = find(&accounts, &blobs, &id, &headers).await?;
    let headers = [
        (RESUMABLE, VERSION.to_owned()),
        (OFFSET, blobs.offset(&upload).await?.to_string()),
        (LENGTH, upload.blob.size.to_string()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((StatusCode::OK, headers).into_response())
}

/// Takes a piece.
pub(super) async fn patch(
    State(accounts): State<Part<Accounts>>,
    State(blobs): State<Part<Blobs>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    let upload = find(&accounts, &blobs, &id, &headers).await?;
    if !brings_bytes(&headers) {
        return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "bad_upload"));
    }
    let offset = number(&headers, &OFFSET).ok_or_else(|| Fault::bad("bad_upload"))?;
    let offset = blobs.append(&upload, offset, body).await?;
    let headers = [(RESUMABLE, VERSION.to_owned()), (OFFSET, offset.to_string())];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// Gives an upload up.
pub(super) async fn terminate(
    State(accounts): State<Part<Accounts>>,
    State(blobs): State<Part<Blobs>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let upload = find(&accounts, &blobs, &id, &headers).await?;
    blobs.drop_upload(&upload).await?;
    Ok((StatusCode::NO_CONTENT, [(RESUMABLE, VERSION)]).into_response())
}

async fn find(accounts: &Accounts, blobs: &Blobs, id: &str, headers: &HeaderMap) -> Result<Upload, Fault> {
    let viewer = sender(accounts, headers).await?;
    blobs.upload(id, viewer.id).await
}

/// Who sends: a phone by its token, or a person signed in to the console. Another version of tus is refused.
async fn sender(accounts: &Accounts, headers: &HeaderMap) -> Result<Viewer, Fault> {
    let viewer = match headers.contains_key(header::AUTHORIZATION) {
        // Also a revoked phone hands in what it has.
        true => accounts.handing_in(headers).await?.viewer,
        false => super::download::reader(accounts, headers).await?,
    };
    match headers.get(&RESUMABLE).map(|value| value.to_str().unwrap_or_default()) {
        Some(VERSION) => Ok(viewer),
        _ => Err(Fault::new(StatusCode::PRECONDITION_FAILED, "bad_upload")),
    }
}

/// Whether the body is bytes of the upload.
fn brings_bytes(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) == Some(PIECES)
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

/// A value of `Upload-Metadata`: `key base64,key base64`.
fn metadata(headers: &HeaderMap, key: &str) -> Option<String> {
    let line = headers.get(METADATA)?.to_str().ok()?;
    let value = line.split(',').find_map(|pair| pair.trim().strip_prefix(key)?.strip_prefix(' '))?;
    String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()
}

/// `type/subtype` without anything that could break out of a header.
fn plausible(media_type: &str) -> bool {
    let token =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c));
    media_type.len() <= 127 && media_type.split_once('/').is_some_and(|(kind, sub)| token(kind) && token(sub))
}
