// The core's blocks under names that do not meet SwiftUI's: views import SwiftUI and FettleModels, never the bindings.
import FettleBindings

public typealias CoreButton = FettleBindings.Button
public typealias CoreSection = FettleBindings.Section
public typealias CoreRow = FettleBindings.Row
public typealias CoreField = FettleBindings.Field
public typealias CoreTone = FettleBindings.Tone
public typealias CoreBanner = FettleBindings.Banner
public typealias CoreHead = FettleBindings.Head
public typealias CoreUnsent = FettleBindings.Unsent
public typealias CoreRoute = FettleBindings.Route
public typealias CoreWords = FettleBindings.ShellWords
public typealias CorePanel = FettleBindings.Panel
public typealias CoreProgress = FettleBindings.Progress
public typealias CoreItem = FettleBindings.ItemCard
public typealias CoreGroup = FettleBindings.ItemGroup
public typealias CoreChoice = FettleBindings.Choice
public typealias CorePlace = FettleBindings.MapPoint
public typealias CoreStroke = FettleBindings.PenStroke
public typealias CoreAnswer = FettleBindings.SignedAnswer
public typealias CoreKind = FettleBindings.FieldKind
