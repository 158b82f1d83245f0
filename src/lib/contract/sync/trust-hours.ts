/** Hours a reader may rely on what it pulled for value actions and PIN sign-in. */
export const trustHours = 72;
