/** What a listener misses while a processor does not run. */
const MISSED: Readonly<Record<string, string>> = {
  'scan-library': 'New and changed files are not noticed',
  'extract-features': 'New tracks are not analysed',
  'train-index': 'The index of similar tracks is not improved',
  'index-tracks': 'New tracks do not come up as similar ones',
  'group-tracks': 'New and corrected tracks do not appear in albums and artists',
  recommend: 'Up next does not follow what you play',
  'recommend-shadow-1': 'The second model is not judged',
  'recommend-shadow-2': 'The third model is not judged',
  'keep-opinions': 'Likes and dislikes are not listed',
  'monitor-feedback': 'The figures about suggestions stand still',
  'mongo-sink': 'History and likes stand still',
  'websocket-bridge': 'The player is not served',
}

/** A clause in plain words, such as `Up next does not follow what you play`. */
export const missedWithout = (processor: string): string => MISSED[processor] ?? `The work of ${processor} is not done`
