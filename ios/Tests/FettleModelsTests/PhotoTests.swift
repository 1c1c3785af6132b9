import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// A photo from the camera into the core, with what was drawn on it.
@MainActor
final class PhotoTests: XCTestCase {
  func testMarksBecomePartOfThePhotoAndANewOneBeginsWithoutAny() async throws {
    let stage = try Stage()
    let hub = try HubProcess(data: stage.hub)
    let phone = try await Phone(language: "en")
    try await phone.join(hub, stage["engineer"])
    // The time is written into the picture: of one moment, two differ by their marks only.
    phone.clock.stop()
    var photo = try await camera(phone, stage)
    await photo.take()
    draw(photo, (0.2, 0.3), (0.6, 0.3))
    draw(photo, (0.9, 0.9), (1.4, -0.2))
    let end = try XCTUnwrap(photo.marks.lines.last?.last)
    XCTAssertEqual([end.x, end.y], [1, 0], "cut at the edge")
    draw(photo, (0.1, 0.1), (0.1, 0.9))
    photo.marks.undo()
    XCTAssertEqual(photo.marks.lines.count, 2)
    await keep(photo, phone)
    XCTAssertTrue(photo.marks.isEmpty)

    photo = try await camera(phone, stage)
    await photo.take()
    draw(photo, (0.5, 0.5), (0.6, 0.6))
    photo.again()
    await photo.take()
    await keep(photo, phone)

    photo = try await camera(phone, stage)
    await photo.take()
    draw(photo, (0.5, 0.5), (0.6, 0.6))
    photo.marks.clear()
    await keep(photo, phone)

    let kept = try await camera(phone, stage).screen.taken.rows
    XCTAssertEqual(kept.count, 3)
    let whole = try await pictures(phone, kept.map(\.key))
    let small = try await pictures(phone, kept.compactMap(\.photo))
    for (name, one) in [("the photo", whole), ("its thumbnail", small)] where one.count == 3 {
      XCTAssertNotEqual(one[0], one[1], "\(name) shows the marks")
      XCTAssertEqual(one[1], one[2], "\(name) without marks is as the camera gave it")
    }
    XCTAssertEqual([whole.count, small.count], [3, 3])
    XCTAssertEqual(phone.onMainThread, [])
  }

  func testWhatIsRefusedStaysWithItsMarks() async throws {
    let stage = try Stage()
    let hub = try HubProcess(data: stage.hub)
    let phone = try await Phone(language: "en")
    try await phone.join(hub, stage["engineer"])
    let photo = try await camera(phone, stage)
    phone.platform.eye.photo = try stage.photo().prefix(20_000)
    await photo.take()
    draw(photo, (0.2, 0.3), (0.6, 0.3))
    photo.keep()
    XCTAssertTrue(photo.busy)
    photo.keep()
    await phone.shell.settled()
    XCTAssertEqual(phone.shell.refusal?.code, "photo_truncated")
    XCTAssertNotNil(photo.taken)
    XCTAssertEqual(photo.marks.lines.count, 1)
    XCTAssertFalse(photo.busy, "it can be tried again, or another taken")
    XCTAssertEqual(photo.screen.taken.rows, [])
  }

  func testAPictureOfThePhoneIsHandedOverAsSuch() async throws {
    let stage = try Stage()
    let hub = try HubProcess(data: stage.hub)
    let phone = try await Phone(language: "en")
    try await phone.join(hub, stage["engineer"])
    var photo = try await camera(phone, stage)
    await photo.choose()
    XCTAssertNil(photo.taken, "nothing was chosen")
    phone.platform.pictures.next = .unreadable
    await photo.choose()
    XCTAssertTrue(photo.unreadable)
    phone.platform.pictures.next = .picture(Data("no picture".utf8))
    await photo.choose()
    XCTAssertFalse(photo.unreadable)
    photo.keep()
    await phone.shell.settled()
    XCTAssertEqual(phone.shell.refusal?.code, "photo_not_an_image")
    XCTAssertTrue(photo.chosen, "what was refused is still from the gallery")
    phone.platform.pictures.next = .picture(try stage.photo())
    await photo.choose()
    draw(photo, (0.2, 0.3), (0.6, 0.3))
    await keep(photo, phone)
    XCTAssertFalse(photo.chosen)
    photo = try await camera(phone, stage)
    let rows = photo.screen.taken.rows
    XCTAssertEqual(rows.count, 1)
    XCTAssertTrue(rows.first?.detail.hasPrefix("From the gallery") ?? false, "\(rows)")
  }

  private func camera(_ phone: Phone, _ stage: Stage) async throws -> PhotoModel {
    await phone.open(.photo(purpose: .job(job: stage["job"])))
    guard case .photo(let photo) = phone.shell.model else { throw Failed(description: "no camera") }
    phone.platform.eye.photo = try stage.photo()
    return photo
  }

  private func draw(_ photo: PhotoModel, _ from: (Double, Double), _ to: (Double, Double)) {
    photo.marks.begin(from.0, from.1, at: 1_000)
    photo.marks.go(to.0, to.1, at: 1_016)
    photo.marks.lift()
  }

  private func keep(_ photo: PhotoModel, _ phone: Phone) async {
    photo.keep()
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal, phone.shell.refusal?.text ?? "")
    XCTAssertNil(photo.taken, "the core has it")
  }

  private func pictures(_ phone: Phone, _ hashes: [String]) async throws -> [Data] {
    let core = phone.core
    return try await Task.detached { try hashes.map { try core.picture(hash: $0) } }.value
  }
}
