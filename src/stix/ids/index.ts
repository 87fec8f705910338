export { identifyingPart, isObservableType, observableId } from './observable.js';
export { standardId } from './standard.js';
export { tlpIds, tlpOfName } from './tlp.js';
export { idOf, isAcceptedId, typeOfId, uuid5 } from './uuid.js';
