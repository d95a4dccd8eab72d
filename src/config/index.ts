export { readEnvironment } from './environment';
export { InvalidSettingsError, loadSettings, type Settings } from './settings';
