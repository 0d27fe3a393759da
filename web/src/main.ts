/** The report's script. The page is whole without it; this adds the charts, the filter and the reader. */

import { readData } from "./data";
import { suppliersOf } from "./figures/drawn";
import { startFigures } from "./figures/menu";
import { Filter } from "./filter";
import { drawNetwork } from "./network";
import { Reader } from "./reader";
import { startSystem } from "./system";
import { startTheme } from "./theme";
import { drawTimeline } from "./timeline";

startTheme();
const data = readData();
const filter = new Filter();
new Reader();
drawTimeline(data);
drawNetwork(data, filter);
startSystem(data);
startFigures(suppliersOf(data));
