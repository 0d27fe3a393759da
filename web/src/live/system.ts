/** The system's page: the report's slider, on the data that the page itself holds. */

import { readData } from "../data";
import { startSystem } from "../system";

export function startLiveSystem(): void {
  if (document.getElementById("system-chart")) startSystem(readData());
}
