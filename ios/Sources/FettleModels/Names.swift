// The core's blocks under names that do not meet SwiftUI's: views import SwiftUI and FettleModels, never the bindings.
import FettleBindings

public typealias CoreButton = FettleBindings.Button
public typealias CoreSection = FettleBindings.Section
public typealias CoreRow = FettleBindings.Row
public typealias CoreField = FettleBindings.Field
public typealias CoreTone = FettleBindings.Tone
public typealias CoreBanner = FettleBindings.Banner
public typealias CoreHead = FettleBindings.Head
public typealias CoreRoute = FettleBindings.Route
public typealias CoreWords = FettleBindings.ShellWords
