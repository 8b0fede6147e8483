import { fileSize, one } from './numbers.ts';

/** The words of files on their way. */
export const filesWords = {
  attachFiles: 'Attach files',
  dropHere: 'Drop files here, paste a screenshot, or',
  chooseFiles: 'choose files',
  fileLimits: (count: number, bytes: number) =>
    `Up to ${one(count, 'file', 'files')}, ${fileSize(bytes)} each`,
  uploading: (name: string, percent: number) => `${name}, ${percent} % uploaded`,
  uploaded: (name: string) => `${name} is attached`,
  uploadFailed: (name: string) => `${name} was not uploaded`,
  removeFile: (name: string) => `Remove ${name}`,
  cancelFile: (name: string) => `Cancel the upload of ${name}`,
  fileSize,
};
