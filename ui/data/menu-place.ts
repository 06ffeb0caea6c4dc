/** A rectangle of the window, CSS pixels. */
export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Room between a menu and the edge of the window. */
const EDGE_PX = 8

/**
 * Where a menu stands: below what it was opened on and in line with its end, else above it, and always inside of the window.
 * @param menu its width and height
 */
export function menuPlace(
  anchor: Rectangle,
  menu: { readonly width: number; readonly height: number },
  window: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } {
  const most = { left: window.width - menu.width - EDGE_PX, top: window.height - menu.height - EDGE_PX }
  const left = anchor.left + menu.width + EDGE_PX <= window.width ? anchor.left : anchor.right - menu.width
  const above = anchor.top - menu.height
  const top = anchor.bottom <= most.top ? anchor.bottom : above >= EDGE_PX ? above : most.top
  return { left: Math.max(EDGE_PX, Math.min(left, most.left)), top: Math.max(EDGE_PX, top) }
}
