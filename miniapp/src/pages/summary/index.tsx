import { Nothing, Screen } from '../../parts/screen'

export default function Page() { return <Screen title='summary'><Nothing title='summary' /></Screen> }
