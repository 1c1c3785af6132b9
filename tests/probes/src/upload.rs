//! Uploads by tus: any headers, offsets and lengths, in any order.
//!
//! A line is a request: `post LENGTH METADATA`, `patch OFFSET BYTES`, `head`, `delete`, `get RANGE`; `as VERSION` sets the header
//! `Tus-Resumable` of what follows, `of TEXT` announces the blob of that text as a good client would, `id TEXT` asks for another upload.

use crate::hub::{Said, World, world};
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fettle_core::kernel::Hash;
use fettle_core::sync::protocol::paths;

/// What the client knows of the upload that it last announced.
#[derive(Default)]
struct Upload {
    location: String,
    length: u64,
    offset: u64,
    version: Vec<u8>,
}

/// Requests.
pub fn upload(data: &[u8]) {
    let world = world();
    let world = world.as_ref().expect("a hub");
    let mut upload = Upload { version: b"1.0.0".to_vec(), ..Upload::default() };
    for line in data.split(|byte| *byte == b'\n').take(24) {
        let (verb, rest) = split(line);
        match verb {
            b"as" => upload.version = rest.to_vec(),
            b"id" => upload.location = format!("{}/{}", paths::UPLOADS, String::from_utf8_lossy(rest)),
            b"of" => {
                let (hash, kind) = (STANDARD.encode(Hash::of(rest).to_string()), STANDARD.encode("image/jpeg"));
                announce(
                    world,
                    &mut upload,
                    rest.len().to_string().as_bytes(),
                    format!("sha256 {hash},type {kind}").as_bytes(),
                );
            }
            b"post" => {
                let (length, metadata) = split(rest);
                announce(world, &mut upload, length, metadata);
            }
            b"patch" => piece(world, &mut upload, rest),
            b"head" => far(world, &mut upload),
            b"delete" => drop(ask(world, &upload, "DELETE", &[], Vec::new())),
            b"get" => {
                let path = format!("{}/{}", paths::BLOBS, Hash::of(b"nobody names it"));
                let said = world.phone("GET", &path, &[("range", rest)], Vec::new());
                assert!(said.status == StatusCode::NOT_FOUND || said.status == StatusCode::BAD_REQUEST);
            }
            _ => {}
        }
    }
}

fn split(line: &[u8]) -> (&[u8], &[u8]) {
    let at = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
    (&line[..at], line.get(at + 1..).unwrap_or_default())
}

fn ask(world: &World, upload: &Upload, method: &str, headers: &[(&str, &[u8])], body: Vec<u8>) -> Said {
    let mut all = vec![("tus-resumable", upload.version.as_slice())];
    all.extend_from_slice(headers);
    let said = world.phone(method, &upload.location, &all, body);
    if !said.status.is_success() && !said.body.is_empty() {
        said.refusal();
    }
    said
}

fn announce(world: &World, upload: &mut Upload, length: &[u8], metadata: &[u8]) {
    upload.location = paths::UPLOADS.to_owned();
    let said = ask(world, upload, "POST", &[("upload-length", length), ("upload-metadata", metadata)], Vec::new());
    if said.status != StatusCode::CREATED {
        upload.location.clear();
        return;
    }
    assert_eq!(upload.version, b"1.0.0", "another version of tus is refused");
    upload.location = said.header("location").to_owned();
    assert!(upload.location.starts_with(paths::UPLOADS), "{}", upload.location);
    upload.length = std::str::from_utf8(length).expect("digits").trim_start_matches('+').parse().expect("a length");
    assert!(upload.length <= fettle_core::sync::protocol::MAX_BLOB_BYTES);
    upload.offset = said.header("upload-offset").parse().expect("an offset");
    assert!(upload.offset == 0 || upload.offset == upload.length, "nothing yet, or known already");
}

fn piece(world: &World, upload: &mut Upload, rest: &[u8]) {
    let (offset, bytes) = split(rest);
    let kind: (&str, &[u8]) = ("content-type", b"application/offset+octet-stream");
    let said = ask(world, upload, "PATCH", &[("upload-offset", offset), kind], bytes.to_vec());
    if said.status == StatusCode::NO_CONTENT {
        let after: u64 = said.header("upload-offset").parse().expect("an offset");
        // A client of plain tus begins at 0 also where the bytes are here already.
        let sent: u64 =
            std::str::from_utf8(offset).expect("digits").trim_start_matches('+').parse().expect("an offset");
        assert!(sent == upload.offset || upload.offset == upload.length, "pieces follow each other");
        assert!(after == sent + bytes.len() as u64 || after == upload.length, "what was sent came");
        assert!(after <= upload.length, "never more than was announced");
        upload.offset = after;
    } else if said.status.as_u16() == 460 {
        upload.location.clear();
    }
}

fn far(world: &World, upload: &mut Upload) {
    let said = ask(world, upload, "HEAD", &[], Vec::new());
    if said.status == StatusCode::OK && upload.length > 0 {
        let offset: u64 = said.header("upload-offset").parse().expect("an offset");
        assert!(offset == upload.offset || offset == upload.length, "{offset} and {}", upload.offset);
        assert_eq!(said.header("upload-length"), upload.length.to_string());
    }
}
