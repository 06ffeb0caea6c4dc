import { describe, expect, it } from 'vitest'
import { resultOf } from '../../../ui/player/audio-probe.ts'

const refusal = (code: string, status: number) => ({ type: 'about:blank', title: '', status, detail: '', code })

describe('a file that is refused', () => {
  it('cannot be played when it is the file', () => {
    expect(resultOf(refusal('file-gone', 404))).toEqual({ kind: 'unplayable', reason: 'its file is gone' })
    expect(resultOf(refusal('needs-ffmpeg', 501)).kind).toBe('unplayable')
  })

  it('waits for the login, and for a server that is busy or away', () => {
    expect(resultOf(refusal('login-required', 401))).toEqual({ kind: 'login' })
    expect(resultOf(refusal('too-busy', 503))).toEqual({ kind: 'away' })
    expect(resultOf(null)).toEqual({ kind: 'away' })
  })
})
