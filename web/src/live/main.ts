/** The application's script. Every page can be read and its forms sent without it. */

import { readData } from "../data";
import { suppliersOf } from "../figures/drawn";
import { startFigures } from "../figures/menu";
import { startTheme } from "../theme";
import { startAdd } from "./add";
import { startArticle } from "./article";
import { startCopying } from "./copying";
import { startMap } from "./map";
import { startNav } from "./nav";
import { startReview } from "./review";
import { startLiveSystem } from "./system";

startTheme();
startNav();
startAdd();
startReview();
startArticle();
startCopying();
startMap();
startLiveSystem();
startFigures(suppliersOf(readData()));
