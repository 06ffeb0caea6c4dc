export const countedRecords = (records: number): string => `${records} ${records === 1 ? 'record' : 'records'}`
