//! Downloads: one blob, whole or a range of it, for who may read an event that names it.

use super::Blobs;
use crate::access::{self, Viewer};
use crate::accounts::Accounts;
use crate::error::{Fault, HubError};
use crate::part::Part;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fettle_core::kernel::Hash;
use fettle_media::picture_type;
use futures_util::stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, Take};

/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// A phone by its token, or a person signed in to the console.
pub(super) async fn reader(accounts: &Accounts, headers: &HeaderMap) -> Result<Viewer, Fault> {
    if !headers.contains_key(header::AUTHORIZATION)
        && let Some(viewer) = accounts.session(headers).await?
    {
        return Ok(viewer);
    }
    Ok(accounts.caller(headers).await?.viewer)
}

/// Gives a blob. `HEAD` comes here too.
pub(super) async fn download(
    State(accounts): State<Part<Accounts>>,
    State(blobs): State<Part<Blobs>>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let viewer = reader(&accounts, &headers).await?;
    let unknown = || Fault::new(StatusCode::NOT_FOUND, "blob_unknown");
    let hash: Hash = hash.parse().map_err(|_| unknown())?;
    let info = blobs.info(hash).await?.ok_or_else(unknown)?;
    if !access::may_read(&blobs, &accounts, &viewer, hash).await? {
        return Err(unknown());
    }
    let picture = picture_type(&start(&blobs, hash).await?);
    let tag = format!("\"{hash}\"");
    let common = [
        (header::ETAG, tag.clone()),
        // Asked for each time, which costs a 304: who is signed out, or may no longer see it, does not find it in the browser.
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        // What a phone sent is shown as a picture or saved, never run as a page or a script. What it is, its bytes say, not its sender.
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
        (header::CONTENT_TYPE, picture.unwrap_or("application/octet-stream").to_owned()),
        (header::CONTENT_DISPOSITION, if picture.is_some() { "inline" } else { "attachment" }.to_owned()),
    ];
    let asked = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    if asked(header::IF_NONE_MATCH)
        .is_some_and(|tags| tags.split(',').any(|one| one.trim() == tag || one.trim() == "*"))
    {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let whole = asked(header::IF_RANGE).is_some_and(|one| one != tag);
    match asked(header::RANGE).filter(|_| !whole).map(|text| range(text, info.size)) {
        Some(Asked::Part(from, to)) => {
            let part = [
                (header::CONTENT_RANGE, format!("bytes {from}-{to}/{}", info.size)),
                (header::CONTENT_LENGTH, (to - from + 1).to_string()),
            ];
            Ok((StatusCode::PARTIAL_CONTENT, common, part, body(&blobs, hash, from, to - from + 1).await?)
                .into_response())
        }
        Some(Asked::Beyond) => {
            let size = [(header::CONTENT_RANGE, format!("bytes */{}", info.size))];
            Ok((size, Fault::new(StatusCode::RANGE_NOT_SATISFIABLE, "bad_range")).into_response())
        }
        Some(Asked::Other) | None => {
            let size = [(header::CONTENT_LENGTH, info.size.to_string())];
            Ok((common, size, body(&blobs, hash, 0, info.size).await?).into_response())
        }
    }
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// From the first to the last byte, both included.
    Part(u64, u64),
    /// Nothing that is there.
    Beyond,
    /// Another unit, several ranges, or not a range: the whole is given (RFC 9110, 14.2).
    Other,
}

/// Reads `bytes=from-to`, `bytes=from-` or `bytes=-last`.
pub(super) fn range(text: &str, size: u64) -> Asked {
    let Some((from, to)) = text.strip_prefix("bytes=").and_then(|spec| spec.split_once('-')) else {
        return Asked::Other;
    };
    let (from, to) = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => (from, to),
        (Ok(from), Err(_)) if to.is_empty() => (from, u64::MAX),
        (Err(_), Ok(0)) if from.is_empty() => return Asked::Beyond,
        (Err(_), Ok(last)) if from.is_empty() => (size.saturating_sub(last), u64::MAX),
        _ => return Asked::Other,
    };
    if from >= size { Asked::Beyond } else { Asked::Part(from, to.min(size - 1)) }
}

/// The first bytes of a blob, enough to see what it is.
async fn start(blobs: &Blobs, hash: Hash) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::with_capacity(64);
    File::open(blobs.folder.path(hash)).await.map_err(HubError::from)?.take(64).read_to_end(&mut bytes).await?;
    Ok(bytes)
}

async fn body(blobs: &Blobs, hash: Hash, from: u64, length: u64) -> Result<Body, Fault> {
    let mut file = File::open(blobs.folder.path(hash)).await.map_err(HubError::from)?;
    file.seek(std::io::SeekFrom::Start(from)).await?;
    let pieces = stream::try_unfold(file.take(length), |mut file: Take<File>| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((piece, file)))
    });
    Ok(Body::from_stream(pieces))
}
